import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * How the configured secret becomes key bytes. The encoding is never guessed: 64 hex digits are valid base64, too
 * (docs/gateway.md §5).
 */
export type SecretEncoding = 'utf8' | 'base64' | 'hex';

export interface WebhookVerifierOptions {
  /** All secrets that are valid now: two while one is being rotated out. */
  readonly secrets: readonly string[];
  readonly encoding: SecretEncoding;
  /** How far the timestamp may lie in the past, and in the future. @default 300_000 */
  readonly toleranceMs?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

/** One value, or every occurrence in a list, as Node's `headersDistinct` gives them (`headers` joins duplicates). */
type Header = string | readonly string[] | undefined;

export interface SignedWebhook {
  /** `webhook-id`: the same on a resend. */
  readonly id: Header;
  /** `webhook-timestamp`: seconds since the epoch. */
  readonly timestamp: Header;
  /** `webhook-signature`: one or more `v1,<base64>`, separated by spaces. */
  readonly signature: Header;
  /** The body as it was received: a body parsed and serialised again has another signature. */
  readonly rawBody: Uint8Array;
}

export type WebhookRefusal =
  | 'header_missing'
  | 'header_duplicated'
  | 'body_empty'
  | 'timestamp_malformed'
  | 'timestamp_too_old'
  | 'timestamp_in_future'
  | 'signature_unsupported'
  | 'signature_mismatch';

export type WebhookVerdict =
  | { readonly ok: true; readonly id: string; readonly sentAt: string; readonly secretIndex: number }
  | { readonly ok: false; readonly reason: WebhookRefusal };

/**
 * Verifies the gateway's webhooks: base64(HMAC-SHA256(key, id.timestamp.rawBody)), by any of the secrets and any of the
 * `v1` signatures in the header. `sentAt` of the verdict is ISO 8601, `secretIndex` tells which secret it was.
 * @throws Error when made with no secret, one that does not fit the encoding, or a tolerance that is no positive
 * number.
 */
export function createWebhookVerifier(options: WebhookVerifierOptions): (webhook: SignedWebhook) => WebhookVerdict {
  const { secrets, encoding, toleranceMs = 300_000, clock = Date.now } = options;
  if (secrets.length === 0) throw new Error('A webhook secret is required');
  if (!(toleranceMs > 0 && Number.isFinite(toleranceMs))) throw new Error('The tolerance of webhooks must be positive');
  const keys = secrets.map((secret, index) => keyOf(secret, encoding, index));

  return ({ id, timestamp, signature, rawBody }) => {
    const headers = [id, timestamp, signature];
    if (headers.some((header) => typeof header === 'object' && header.length > 1)) return refused('header_duplicated');
    const [webhookId, sentS, signatures] = headers.map((header) => (typeof header === 'object' ? header[0] : header));
    if (!webhookId || !sentS || !signatures?.trim()) return refused('header_missing');
    if (rawBody.length === 0) return refused('body_empty');
    if (!/^\d{1,11}$/.test(sentS)) return refused('timestamp_malformed');

    const sentAtMs = Number(sentS) * 1_000;
    const ageMs = clock() - sentAtMs;
    if (ageMs > toleranceMs) return refused('timestamp_too_old');
    if (ageMs < -toleranceMs) return refused('timestamp_in_future');

    const received = signatures.split(' ').flatMap((token) => /^v1[,=](.+)$/.exec(token)?.[1] ?? []);
    if (received.length === 0) return refused('signature_unsupported');
    const secretIndex = keys.findIndex((key) => {
      const expected = createHmac('sha256', key).update(`${webhookId}.${sentS}.`).update(rawBody).digest('base64');
      return received.some((candidate) => isSame(candidate, expected));
    });
    if (secretIndex < 0) return refused('signature_mismatch');
    return { ok: true, id: webhookId, sentAt: new Date(sentAtMs).toISOString(), secretIndex };
  };
}

const refused = (reason: WebhookRefusal): WebhookVerdict => ({ ok: false, reason });

// The text is compared and not the decoded bytes: base64 has several spellings of the same bytes.
function isSame(received: string, expected: string): boolean {
  const [left, right] = [Buffer.from(received), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const shapes: Record<SecretEncoding, RegExp> = {
  utf8: /\S/,
  base64: /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  hex: /^(?:[0-9a-fA-F]{2})+$/,
};

function keyOf(secret: string, encoding: SecretEncoding, index: number): Buffer {
  if (!shapes[encoding].test(secret)) throw new Error(`Webhook secret ${index + 1} is empty or not ${encoding}`);
  return Buffer.from(secret, encoding);
}
