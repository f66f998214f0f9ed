import fc from 'fast-check';
import { inspect } from 'node:util';
import { createWebhookVerifier } from '../../../clients/callbacks/webhook-signature';
import type { SecretEncoding } from '../../../clients/callbacks/webhook-signature';
import vectors from '../../vectors/webhook.json';
import { signWebhook } from './signer';

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly now: string;
  readonly id: string | string[] | null;
  readonly timestamp: string | string[] | null;
  readonly signature: string | string[] | null;
  readonly body: string | null;
  readonly bodyHex?: string;
  readonly result: string;
  readonly reason?: string;
  readonly secretIndex?: number;
}

describe.each(vectors.testGroups)('webhooks by secrets $secrets ($encoding)', ({ tests, ...group }) => {
  it.each(tests as Vector[])('$tcId $result: $comment', (vector) => {
    const verify = createWebhookVerifier({
      ...group,
      encoding: group.encoding as SecretEncoding,
      clock: () => Date.parse(vector.now),
    });
    const verdict = verify({
      id: vector.id ?? undefined,
      timestamp: vector.timestamp ?? undefined,
      signature: vector.signature ?? undefined,
      rawBody: vector.body === null ? Buffer.from(vector.bodyHex ?? '', 'hex') : Buffer.from(vector.body),
    });
    expect(verdict).toEqual(
      vector.result === 'valid'
        ? {
            ok: true,
            id: [vector.id].flat()[0],
            sentAt: '2024-10-10T06:50:28.000Z',
            secretIndex: vector.secretIndex ?? 0,
          }
        : { ok: false, reason: vector.reason },
    );
  });
});

describe('the webhook verifier', () => {
  const key = Buffer.from('a secret of the tests');
  const timestamp = '1728543028';
  const verify = createWebhookVerifier({ secrets: [key.toString()], encoding: 'utf8', clock: () => 1728543028_000 });

  it('accepts what an independent signer signs, and refuses it with any one bit of the body changed', () => {
    const bodies = fc.uint8Array({ minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{1,40}$/), bodies, fc.nat(), (id, rawBody, position) => {
        const signature = signWebhook({ key, id, timestamp, rawBody });
        const changed = rawBody.slice();
        const bit = position % (rawBody.length * 8);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verify({ id, timestamp, signature, rawBody })).toMatchObject({ ok: true, id });
        expect(verify({ id, timestamp, signature, rawBody: changed })).toEqual({
          ok: false,
          reason: 'signature_mismatch',
        });
      }),
    );
  });

  it('shows neither secret nor body nor the right signature in a refusal', () => {
    const rawBody = Buffer.from('{"payload":"payload"}');
    const right = signWebhook({ key, id: 'msg_1', timestamp, rawBody });
    const refusal = inspect(verify({ id: 'msg_1', timestamp, signature: 'v1,AAAA', rawBody }));
    for (const secret of [key.toString(), 'payload', right.slice(3)]) expect(refusal).not.toContain(secret);
  });

  it.each<[string, SecretEncoding, string[]]>([
    ['no secret', 'utf8', []],
    ['an empty secret', 'utf8', ['']],
    ['a blank secret', 'utf8', ['  ']],
    ['an empty secret beside a good one', 'hex', ['00ff', '']],
    ['an odd number of hex digits', 'hex', ['00f']],
    ['a secret that is not hex', 'hex', ['+f-1']],
    ['a secret that is not base64', 'base64', ['hunter2!']],
    ['base64 that lacks its padding', 'base64', ['AAAAA']],
  ])('cannot be made with %s, and does not repeat it', (_what, encoding, secrets) => {
    const make = () => createWebhookVerifier({ secrets, encoding });
    expect(make).toThrow(/^(A webhook secret is required|Webhook secret \d is empty or not \w+)$/);
  });

  it.each([0, -1, NaN, Infinity])('cannot be made with a tolerance of %p', (toleranceMs) => {
    expect(() => createWebhookVerifier({ secrets: ['abc1234'], encoding: 'utf8', toleranceMs })).toThrow(
      'must be positive',
    );
  });
});
