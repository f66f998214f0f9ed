/** Endings and circumstances that many scenarios share. */

/** All of the order, in minor units. */
export const FULL = 110_000;

/** The calls of one order with one payment. */
export const PAID = { createOrder: 1, createPayment: 1 } as const;

export const CAPTURED = {
  state: 'captured',
  settledBy: 'holdfast',
  money: { captured: FULL },
  calls: { ...PAID, capture: 1 },
} as const;

export const RELEASED = {
  state: 'released',
  settledBy: 'holdfast',
  money: { released: FULL },
  calls: { ...PAID, cancel: 1 },
} as const;

/** Webhooks that never come. */
export const LOST = [{ action: { kind: 'lose' } }] as const;
