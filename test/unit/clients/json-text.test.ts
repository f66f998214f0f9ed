import fc from 'fast-check';
import { repeatedName, utf8Of } from '../../../clients/json-text';

const RUNS = { numRuns: 2_000 };

describe('the name that an object has twice', () => {
  it('is none in whatever JSON.stringify has written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        expect(repeatedName(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('is found wherever there is one, whatever stands around it, however it is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (name, first, second) => {
        const plain = JSON.stringify(name);
        const escaped = `"${[...name].map(escapedUnits).join('')}"`;
        const twice = `{${plain}:${JSON.stringify(first)},${escaped} :${JSON.stringify(second)}}`;
        const json = `{"before":${JSON.stringify(second)},"list":[1,${twice}]}`;
        expect(JSON.parse(json)).toBeDefined();
        expect(repeatedName(json)).toEqual(['list', name]);
      }),
      RUNS,
    );
  });
});

const escapedUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

it('bytes are the text that they are in UTF-8, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const read = utf8Of(bytes);
      if (read === undefined) expect(Buffer.from(bytes).toString()).toContain('\ufffd');
      else expect(Buffer.from(read)).toEqual(Buffer.from(bytes));
    }),
    RUNS,
  );
});
