/** The states of a refund, for people and filters. Derived, never stored. */
export const REFUND_STATES = {
  requested: 'Asked for; whether the gateway has it is not known yet',
  pending: 'The gateway has it; the bank has not carried it out yet',
  refunded: 'The money was given back',
  failed: 'Refused or failed: the money was not given back',
} as const satisfies Record<string, string>;
export type RefundState = keyof typeof REFUND_STATES;
