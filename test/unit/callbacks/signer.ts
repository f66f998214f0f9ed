import { createHash } from 'node:crypto';

/** HMAC-SHA256 by its definition (RFC 2104), so that the signer shares nothing with what it tests. */
function hmacSha256(key: Uint8Array, message: Uint8Array): Buffer {
  const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  const block = Buffer.alloc(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const xor = (pad: number): Buffer => Buffer.from(block.map((byte) => byte ^ pad));
  return sha256(xor(0x5c), sha256(xor(0x36), message));
}

/** The value of `webhook-signature` as the gateway makes it; `timestamp` in seconds. */
export function signWebhook(request: {
  readonly key: Uint8Array;
  readonly id: string;
  readonly timestamp: string;
  readonly rawBody: Uint8Array;
}): string {
  const message = Buffer.concat([Buffer.from(`${request.id}.${request.timestamp}.`), request.rawBody]);
  return `v1,${hmacSha256(request.key, message).toString('base64')}`;
}

/** The field `signature` of a return-URL callback as the gateway makes it. */
export function signReturn(hexKey: string, fields: Readonly<Record<string, string>>): string {
  const message = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  return signMessage(hexKey, message);
}

export function signMessage(hexKey: string, message: string): string {
  return hmacSha256(Buffer.from(hexKey, 'hex'), Buffer.from(message)).toString('hex').toUpperCase();
}
