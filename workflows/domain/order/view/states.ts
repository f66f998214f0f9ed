/** The states of an order, for people and filters. Derived from facts and intents, never stored. */
export const ORDER_STATES = {
  created: 'Accepted, not yet known at the gateway',
  registered: 'Known at the gateway; nobody is paying',
  authenticating: 'A payment waits for the buyer: OTP or 3-D Secure',
  held: 'The money is on hold',
  capturing: 'A capture is under way',
  captured: 'The money was taken',
  releasing: 'The hold is being let go',
  released: 'The hold was let go',
  declined: 'The bank, the buyer or the gateway said no',
  abandoned: 'Nobody paid in time, or the order was cancelled before a hold',
  expired: 'The hold ended at the gateway without our doing',
} as const satisfies Record<string, string>;
export type OrderState = keyof typeof ORDER_STATES;
