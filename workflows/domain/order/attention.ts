import { AT_THE_GATEWAY, firstTrouble, isSameTrouble, sentenceOf } from '../call/trouble';
import type { HeldBack, Trouble as AnyTrouble, TroubleRule } from '../call/trouble';
import { openCall } from './calls';
import type { Order } from './order';
import { hasOpenPayment } from './paying';
import { TROUBLES } from './rules/trouble';
import type { TroubleCode } from './rules/trouble';
import { gatewayOrderId, isAnswerMissing, isConcluded, isForced, nextProbeAt } from './standing';

/* What calls for a person, and what is held back until they have acted. */

export type Trouble = AnyTrouble<TroubleCode>;

/**
 * Why the order needs a person, or null. Derived anew each time, so an order that the gateway explains after all goes
 * on by itself. A trouble that a person has resolved does not count.
 */
export const troubleOf = (order: Order): Trouble | null =>
  firstTrouble(TROUBLES, order, (trouble) => order.intents.resolutions.some(({ of }) => isSameTrouble(of, trouble)));

/** An order may carry a code that this release no longer has. */
const ruleOf = (code: string): TroubleRule<Order> | undefined =>
  Object.entries<TroubleRule<Order>>(TROUBLES).find(([name]) => name === code)?.[1];

/** What is left undone until the person has acted. */
export const heldBackBy = (trouble: AnyTrouble | null): HeldBack =>
  trouble ? (ruleOf(trouble.code)?.holdsBack ?? 'everything') : 'nothing';

/** Whether nothing is done about the order before the person has acted. */
export const stops = (trouble: AnyTrouble | null): boolean => heldBackBy(trouble) !== 'nothing';

/** The trouble in a plain sentence without its full stop. */
export const troubleSentence = ({ code, details }: AnyTrouble): string =>
  sentenceOf(ruleOf(code) ?? { says: code }, details);

/** What the person can do. */
export const adviceOn = ({ code }: AnyTrouble): string =>
  ruleOf(code)?.advice ?? `Put the order right ${AT_THE_GATEWAY}`;

/**
 * Whether the order waits for a person and does nothing by itself meanwhile. An order that was revived blind waits
 * until somebody has said what is to be done.
 */
export const isParked = ({ intents: { attention, request } }: Order): boolean =>
  stops(attention) || (attention?.code === 'revived-blind' && request === null);

/**
 * The one gate to the end (core rule 12): nothing in doubt, nothing on hold, nothing that may still authorise unseen.
 */
export function isFinished(order: Order): boolean {
  if (isForced(order)) return true;
  if (!isConcluded(order) || troubleOf(order)) return false;
  const call = openCall(order);
  // Creating an order may stay in doubt: the order holds no money, because nobody can pay it without us.
  if (call && call.kind !== 'createOrder') return false;
  if (gatewayOrderId(order) !== null && (isAnswerMissing(order) || order.dialogue.news)) return false;
  return !hasOpenPayment(order) || nextProbeAt(order) === null;
}
