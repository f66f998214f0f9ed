import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { Secret } from '../../../activities/vault';

const number = '4012001037141112';
const secret = new Secret({ number });
// As a slip of the types would have it.
const taken = secret as unknown as string;

function consoleOutput(print: (console: Console) => void): string {
  let output = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  print(new Console(stream, stream));
  return output;
}

describe('a secret', () => {
  it('gives its value to whoever asks for it by name', () => {
    expect(secret.expose()).toEqual({ number });
  });

  it.each<[string, () => string]>([
    ['String()', () => String(secret)],
    ['a template', () => `card ${taken}`],
    ['concatenation', () => 'card ' + taken],
    ['inspect', () => inspect(secret)],
    ['inspect, showing hidden members', () => inspect(secret, { showHidden: true, depth: 9 })],
    ['inspect, inside an object', () => inspect({ card: [secret] })],
    ['format with %s', () => format('%s', secret)],
    ['format with %o', () => format('%o', secret)],
    ['format with %O', () => format('%O', { secret })],
    ['console.log', () => consoleOutput((console) => console.log(secret))],
  ])('reads [secret] in %s', (_where, text) => {
    expect(text()).toContain('[secret]');
    expect(text()).not.toContain(number);
  });

  it.each<[string, () => unknown]>([
    ['JSON.stringify', () => JSON.stringify(secret)],
    ['JSON.stringify of what holds it', () => JSON.stringify({ deep: [{ secret }] })],
    ['format with %j', () => format('%j', secret)],
  ])('raises in %s instead of vanishing silently', (_where, serialise) => {
    expect(serialise).toThrow('A secret must not be serialised');
  });

  it('shows nothing in console.dir, which overrides custom printing', () => {
    expect(consoleOutput((console) => console.dir({ secret }, { showHidden: true }))).toBe('{ secret: Secret {} }\n');
  });

  it('shows nothing to whoever copies or walks its members', () => {
    // eslint-disable-next-line @typescript-eslint/no-misused-spread -- the very slip that must show nothing
    const copies = [structuredClone(secret), { ...secret }, Object.assign({}, secret)];
    expect(copies.map((copy) => inspect(copy, { showHidden: true }))).toEqual(['{}', '{}', '{}']);
    expect(Reflect.ownKeys(secret)).toEqual([]);
  });
});
