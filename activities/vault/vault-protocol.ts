import { z } from 'zod';
import type { Card, CardRef, Claim, OtpRef, SecretKind } from './vault';

/*
 * The vault over a Unix socket: `POST /<operation>` with a JSON body, answered 200 with a JSON body.
 * Both ends check what they get. A refusal is {problem}: a sentence of ours that repeats nothing it was sent.
 */

export interface Requests {
  put: { kind: 'card'; value: Card } | { kind: 'otp'; value: string };
  claim: { ref: CardRef | OtpRef; owner: string };
  read: { kind: SecretKind; ref: CardRef | OtpRef };
  discard: { ref: CardRef | OtpRef };
}

export interface Answers {
  put: { ref: CardRef | OtpRef; expiresAt: string };
  claim: { claim: Claim };
  read: { value?: Card | string };
  discard: Record<string, never>;
}

export type Operation = keyof Requests;

/** Far above any card; a body over it is refused unread. */
export const BODY_LIMIT_BYTES = 8_192;

const text = z.string().max(200);
const ref = z.custom<CardRef | OtpRef>((value) => typeof value === 'string' && /^(card|otp)_[\w-]{22}$/.test(value));
const card = z.strictObject({
  number: text,
  expiryMonth: text,
  expiryYear: text,
  cvv: text,
  name: text.exactOptional(),
});

export const requestSchemas: { readonly [O in Operation]: z.ZodType<Requests[O]> } = {
  put: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('card'), value: card }),
    z.strictObject({ kind: z.literal('otp'), value: text }),
  ]),
  claim: z.strictObject({ ref, owner: text.min(1) }),
  read: z.strictObject({ kind: z.enum(['card', 'otp']), ref }),
  discard: z.strictObject({ ref }),
};

export const answerSchemas: { readonly [O in Operation]: z.ZodType<Answers[O]> } = {
  put: z.strictObject({ ref, expiresAt: z.iso.datetime() }),
  claim: z.strictObject({ claim: z.enum(['claimed', 'taken', 'unknown']) }),
  read: z.strictObject({ value: z.union([card, text]).exactOptional() }),
  discard: z.strictObject({}),
};

export const problemSchema = z.strictObject({ problem: z.string().max(200) });

/** The whole body as text. Rejects a body over the limit as soon as the limit is passed. */
export async function readBody(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    sizeBytes += chunk.length;
    if (sizeBytes > BODY_LIMIT_BYTES) throw new RangeError('The body is over the limit');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
