import { createHmac, timingSafeEqual } from 'node:crypto';

export interface ReturnVerifierOptions {
  /** Secret keys in hexadecimal. All that are valid now: two while one is being rotated out. */
  readonly hexKeys: readonly string[];
}

/** A name and its decoded value, as received. */
export type ReturnField = readonly [name: string, value: string];

export type ReturnRefusal =
  | 'field_duplicated'
  | 'field_ambiguous'
  | 'signature_missing'
  | 'signature_malformed'
  | 'order_id_missing'
  | 'status_missing'
  | 'status_conflict'
  | 'signature_mismatch';

export type ReturnVerdict =
  | {
      readonly ok: true;
      readonly orderId: string;
      /** In upper case, otherwise as received. */
      readonly status: string;
      readonly errorCode: string | null;
      /** In upper case. It tells this very callback from any other. */
      readonly signature: string;
      /** The signature fits only without the empty fields. The gateway's documents do not say: worth a log line. */
      readonly emptyOmitted: boolean;
      readonly keyIndex: number;
    }
  | { readonly ok: false; readonly reason: ReturnRefusal };

/**
 * Verifies what the buyer's browser brings back from the gateway: upper-case hex of HMAC-SHA256 over all fields but
 * `signature`, sorted by name and joined as `name=value&…` with decoded values (docs/gateway.md §6). Even a genuine
 * callback is only a hint: it carries no amount and can be replayed.
 * @throws Error when made with no key or one that is not hexadecimal: the gateway's own sample code would sign with "".
 */
export function createReturnVerifier({
  hexKeys,
}: ReturnVerifierOptions): (fields: readonly ReturnField[]) => ReturnVerdict {
  if (hexKeys.length === 0) throw new Error('A callback key is required');
  const keys = hexKeys.map(keyOf);

  return (fields) => {
    const byName = new Map(fields);
    if (byName.size < fields.length) return refused('field_duplicated');
    if (fields.some(isAmbiguous)) return refused('field_ambiguous');

    const signature = byName.get('signature');
    if (!signature?.trim()) return refused('signature_missing');
    if (!/^[0-9a-fA-F]{64}$/.test(signature)) return refused('signature_malformed');

    const orderId = byName.get('order_id');
    if (!orderId?.trim()) return refused('order_id_missing');
    // The gateway's documents use either name. Both are signed when both are there, and then they must agree.
    const status = byName.get('status') ?? byName.get('payment_status');
    if (!status?.trim()) return refused('status_missing');
    if ((byName.get('payment_status') ?? status) !== status) return refused('status_conflict');

    const fit = fittingKey(keys, fields, signature.toUpperCase());
    if (!fit) return refused('signature_mismatch');
    const errorCode = byName.get('error_code') || null;
    return { ok: true, orderId, status: status.toUpperCase(), errorCode, signature: signature.toUpperCase(), ...fit };
  };
}

const refused = (reason: ReturnRefusal): ReturnVerdict => ({ ok: false, reason });

function fittingKey(
  keys: readonly Buffer[],
  fields: readonly ReturnField[],
  received: string,
): { keyIndex: number; emptyOmitted: boolean } | undefined {
  const signed = fields.filter(([name]) => name !== 'signature');
  const filled = signed.filter(([, value]) => value !== '');
  const attempts = filled.length < signed.length ? [signed, filled] : [signed];
  for (const attempt of attempts) {
    const message = messageOf(attempt);
    const keyIndex = keys.findIndex((key) => isSame(received, signatureOf(key, message)));
    if (keyIndex >= 0) return { keyIndex, emptyOmitted: attempt !== signed };
  }
  return undefined;
}

/** Sorted by code unit, as Java compares strings: a locale's order would differ by machine. */
function messageOf(fields: readonly ReturnField[]): string {
  const sorted = [...fields].sort(([left], [right]) => (left < right ? -1 : 1));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

/**
 * Whether a field could be cut in other places. Nothing is escaped when the fields are joined: `a=1` and `b=2` sign
 * like `a` with the value `1&b=2`, so anybody who holds one genuine message could cut it anew. A lone `&` in a value
 * cannot be cut and is let through.
 */
const isAmbiguous = ([name, value]: ReturnField): boolean => /^$|[&=]/.test(name) || /&[^&=]*=/.test(value);

const signatureOf = (key: Buffer, message: string): string =>
  createHmac('sha256', key).update(message, 'utf8').digest('hex').toUpperCase();

function isSame(received: string, expected: string): boolean {
  const [left, right] = [Buffer.from(received), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function keyOf(hexKey: string, index: number): Buffer {
  // Buffer.from would stop silently at the first character that is not hexadecimal.
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(hexKey)) throw new Error(`Callback key ${index + 1} is empty or not hexadecimal`);
  return Buffer.from(hexKey, 'hex');
}
