/*
 * Changes of the workflow's commands, for `patched`. Each id says what and when; it is never used again. An entry goes,
 * first to `deprecatePatch`, when no order that began before it can still be open or be replayed.
 */

/**
 * 2026-11: payments are counted, buyers who are away are asked about, a remainder has a deadline of its own. Orders from
 * before go on by the rules of `domain/release-0-1`.
 */
export const BUYER_PATHS = 'buyer-paths-2026-11';
