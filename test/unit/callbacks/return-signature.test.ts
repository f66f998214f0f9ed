import fc from 'fast-check';
import { parseCallbackFields } from '../../../clients/callbacks/callback-fields';
import { createReturnVerifier, type ReturnField } from '../../../clients/callbacks/return-signature';
import vectors from '../../vectors/return-callback.json';
import { signMessage, signReturn } from './signer';

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly contentType: string | null;
  readonly query?: string;
  readonly body?: string;
  readonly bodyHex?: string;
  readonly result: string;
  readonly reason?: string;
  readonly verdict?: object;
}

const rawBodyOf = ({ body, bodyHex }: Vector) => (bodyHex ? Buffer.from(bodyHex, 'hex') : Buffer.from(body ?? ''));

describe.each(vectors.testGroups)('return callbacks by keys $hexKeys', ({ hexKeys, tests }) => {
  it.each(tests as Vector[])('$tcId $result: $comment', (vector) => {
    const parsed = parseCallbackFields({
      method: vector.query === undefined ? 'POST' : 'GET',
      query: vector.query ?? '',
      contentType: vector.contentType ?? undefined,
      rawBody: rawBodyOf(vector),
    });
    const verdict = parsed.ok ? createReturnVerifier({ hexKeys })(parsed.fields) : parsed;
    expect(verdict).toEqual(
      vector.result === 'valid'
        ? { ok: true, ...vector.verdict, signature: expect.stringMatching(/^[0-9A-F]{64}$/) }
        : { ok: false, reason: vector.reason },
    );
  });
});

/** Every way to read a text as fields: each `&` may part two fields or belong to a value. */
function cutsOf(text: string): ReturnField[][] {
  const [first = '', ...rest] = text.split('&');
  const cuts = rest.reduce<string[][]>(
    (sofar, part) =>
      sofar.flatMap((cut) => [
        [...cut, part],
        [...cut.slice(0, -1), `${cut.at(-1)}&${part}`],
      ]),
    [[first]],
  );
  return cuts.map((cut) =>
    cut.map((field) => {
      const [name = '', ...value] = field.split('=');
      return [name, value.join('=')];
    }),
  );
}

describe('the return verifier', () => {
  const hexKey = '0A1B2C3D4E5F60718293A4B5C6D7E8F9';
  const verify = createReturnVerifier({ hexKeys: [hexKey] });
  const name = fc
    .stringMatching(/^[A-Za-z_]{1,12}$/)
    .filter((text) => text !== 'signature' && text !== 'payment_status');

  it('accepts what an independent signer signs, in any order of the fields and over any transport', () => {
    const extras = fc.dictionary(
      name,
      fc.string({ unit: 'grapheme' }).filter((text) => !/&[^&=]*=/.test(text)),
    );
    fc.assert(
      fc.property(extras, fc.boolean(), fc.boolean(), (extra, backwards, asJson) => {
        const fields: Record<string, string> = { ...extra, order_id: 'v1-1', status: 'AUTHORIZED' };
        const pairs = Object.entries({ ...fields, signature: signReturn(hexKey, fields) });
        if (backwards) pairs.reverse();
        const text = asJson ? JSON.stringify(Object.fromEntries(pairs)) : new URLSearchParams(pairs).toString();
        const contentType = asJson ? 'application/json' : 'application/x-www-form-urlencoded';
        const parsed = parseCallbackFields({ method: 'POST', query: '', contentType, rawBody: Buffer.from(text) });
        expect(parsed.ok && verify(parsed.fields)).toMatchObject({ ok: true, orderId: 'v1-1', emptyOmitted: false });
      }),
    );
  });

  it('reads a signed message in one way only, wherever it is cut', () => {
    const message = fc.stringMatching(/^[ab&=]{0,9}$/).map((tail) => `a=&b=&order_id=v1-1&status=S${tail}`);
    fc.assert(
      fc.property(message, (text) => {
        const signature = signMessage(hexKey, text);
        const accepted = cutsOf(text).filter((fields) => verify([...fields, ['signature', signature]]).ok);
        expect(accepted.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    ['no key', []],
    ['an empty key', ['']],
    ['a blank key', ['  ']],
    ['an odd number of digits', ['0A1']],
    ['signs that a lenient parser lets through', ['+f-1']],
    ['a key that is hex only at its start', [`${hexKey}zz`]],
    ['a bad key beside a good one', [hexKey, 'zz']],
  ])('cannot be made with %s, and does not repeat it', (_what, hexKeys) => {
    const make = () => createReturnVerifier({ hexKeys });
    expect(make).toThrow(/^(A callback key is required|Callback key \d is empty or not hexadecimal)$/);
  });
});
