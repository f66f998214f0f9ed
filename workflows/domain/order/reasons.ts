/*
 * Why an order was decided about, or given up: codes for the core and sentences for people. What people said in their
 * own words stays in their words.
 */

export type GiveUpReason =
  | { readonly kind: 'referenceUsed' }
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'cancelledOnPage' }
  | { readonly kind: 'gatewayDone' }
  | { readonly kind: 'otpGuessed' }
  | { readonly kind: 'attemptsUsed' }
  | { readonly kind: 'paymentUnsent' }
  | { readonly kind: 'paymentInVain' }
  | { readonly kind: 'unpaid' }
  | { readonly kind: 'resolved'; readonly reason: string };

interface GiveUpRow {
  readonly as: 'abandoned' | 'declined';
  /** Null: the refusal's code, or the words of the person who wanted it. */
  readonly says: string | null;
}

const GIVE_UP = {
  referenceUsed: { as: 'declined', says: 'reference-used' },
  cancelled: { as: 'abandoned', says: null },
  refused: { as: 'declined', says: null },
  // The buyer can cancel only on the hosted page (docs/gateway.md §4); elsewhere it was the gateway itself.
  cancelledOnPage: { as: 'abandoned', says: "cancelled on the gateway's page" },
  gatewayDone: { as: 'declined', says: 'the gateway accepts no further payment' },
  otpGuessed: { as: 'declined', says: 'too many OTPs were wrong' },
  attemptsUsed: { as: 'declined', says: 'no payment attempt is left' },
  // The buyer did their part.
  paymentUnsent: { as: 'declined', says: 'the payment could not be sent in time' },
  paymentInVain: { as: 'declined', says: 'the payment was sent three times and did not happen' },
  unpaid: { as: 'abandoned', says: 'nobody paid in time' },
  resolved: { as: 'declined', says: null },
} as const satisfies Record<GiveUpReason['kind'], GiveUpRow>;

/** The state in which the order ends. */
export const endOf = ({ kind }: GiveUpReason): GiveUpRow['as'] => GIVE_UP[kind].as;

export function giveUpWords(why: GiveUpReason): string {
  if (why.kind === 'refused') return why.code;
  return 'reason' in why ? why.reason : GIVE_UP[why.kind].says;
}

export type DecisionReason =
  | { readonly kind: 'requested' }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'cancelled'; readonly reason: string }
  /** The hold came after the order had been given up. */
  | { readonly kind: 'late'; readonly gaveUp: GiveUpReason };

export function decisionWords(why: DecisionReason): string {
  switch (why.kind) {
    case 'requested':
      return 'asked for';
    case 'delivered':
    case 'deadline':
      return why.kind;
    case 'cancelled':
      return why.reason;
    case 'late':
      return `late authorisation: ${giveUpWords(why.gaveUp)}`;
  }
}
