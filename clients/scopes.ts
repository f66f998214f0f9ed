/** What an API key may be used for. docs/security.md is held against this table. */
export const SCOPES = {
  place: 'place orders',
  read: 'read and find orders and refunds, and the money on hold',
  decide: 'confirm deliveries, capture, cancel, extend',
  refund: 'ask for refunds',
  operator: 'decide and refund, too, and free what waits for a person: recheck, resolve, revive',
  cards: 'what a checkout does for its buyers: keep cards, pay, enter OTPs; it sees of an order what a buyer may see',
} as const;
export type Scope = keyof typeof SCOPES;

export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);
