/** The states of a refund, for people and filters. Derived, never stored. */
export const REFUND_STATES = {
  requested: 'Asked for; whether the gateway has it is not known yet',
  pending: 'The gateway has it; the bank has not carried it out yet',
  refunded: 'The money was given back',
  failed: 'Refused or failed: the money was not given back',
} as const satisfies Record<string, string>;
export type RefundState = keyof typeof REFUND_STATES;

/** As callers see them: a request that was never sent is no refund, but they have to learn of it. */
export const REFUND_VIEW_STATES = {
  ...REFUND_STATES,
  refused: "Never sent: the order's money does not allow it",
} as const satisfies Record<string, string>;
