/**
 * Our references for the gateway, derived from the order's reference and an ordinal and from nothing else: every
 * repeat, on whatever worker and in whatever run, carries the same one (design: "Mutating calls").
 */
export const paymentReference = (orderReference: string, ordinal: number): string =>
  derived(orderReference, `p${ordinal}`);
export const captureReference = (orderReference: string): string => derived(orderReference, 'c1');

/** The gateway's limit for every reference (docs/gateway.md §9). */
const MAX_LENGTH = 50;
const KEPT = 30;

function derived(reference: string, suffix: string): string {
  const plain = `${reference}-${suffix}`;
  if (plain.length <= MAX_LENGTH) return plain;
  // Long references often differ only at their end, so a hash of the whole replaces the part that is cut off.
  return `${reference.slice(0, KEPT)}-${fnv1a64(reference).toString(36)}-${suffix}`;
}

/** FNV-1a, 64 bits: no secret is at stake, and workflow code has no crypto. */
export function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const character of text) {
    hash = ((hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash;
}
