import { fnv1a64 } from './hash';

/**
 * Our references for the gateway, derived from the order's reference and an ordinal and from nothing else: every repeat,
 * on whatever worker and in whatever run, carries the same one (design: "Mutating calls").
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
  // Long references often differ at their end only, so what is cut off has to be represented.
  return `${reference.slice(0, KEPT)}-${fnv1a64(reference).toString(36)}-${suffix}`;
}
