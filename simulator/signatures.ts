import { createHmac, timingSafeEqual } from 'node:crypto';

/** `webhook-signature` (docs/gateway.md §5); the key is the UTF-8 bytes of the secret string. */
export function webhookSignature(secret: string, id: string, timestampS: number, rawBody: string): string {
  return `v1,${createHmac('sha256', Buffer.from(secret, 'utf8')).update(`${id}.${timestampS}.${rawBody}`).digest('base64')}`;
}

/** The callback's signature (docs/gateway.md §6): `k=v` of all fields, keys ascending, joined by `&`, under the hex-decoded key. */
export function callbackSignature(fields: Readonly<Record<string, string>>, secretHex: string): string {
  const message = Object.keys(fields)
    .sort()
    .map((key) => `${key}=${fields[key]}`)
    .join('&');
  return createHmac('sha256', Buffer.from(secretHex, 'hex')).update(message, 'utf8').digest('hex').toUpperCase();
}

/** An access token carries its own end, so that it outlives a restart of the simulator, and the generation it is of. */
export function accessToken(clientSecret: string, expiresAtMs: number, generation = 0): string {
  const claims = Buffer.from(JSON.stringify({ exp: expiresAtMs, gen: generation })).toString('base64url');
  return `${claims}.${createHmac('sha256', clientSecret).update(claims).digest('base64url')}`;
}

export function isTokenValid(token: string, clientSecret: string, nowMs: number, generation = 0): boolean {
  const [claims = '', signature = ''] = token.split('.');
  const expected = createHmac('sha256', clientSecret).update(claims).digest();
  const received = Buffer.from(signature, 'base64url');
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) return false;
  const { exp, gen } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { exp: number; gen: number };
  return exp > nowMs && gen === generation;
}

/** Compares two secrets without telling where they differ. */
export function isSameSecret(received: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(received), digest(expected));
}
