import { aboutAttention } from '../call/matter';
import { keyOf } from '../call/call';
import { atOnce, nextOf } from '../call/due';
import type { Due, Next } from '../call/due';
import { nextQuestionAt } from '../call/questions';
import type { Instant } from '../values/time';
import { heldBackBy, troubleOf, isFinished } from './attention';
import { openCall } from './calls';
import type { Order } from './order';
import { mayAct } from './standing';
import { reasonsToAsk } from './rules/asking';
import { aboutGivingUp, aboutStoppingPayment } from './rules/giving-up';
import { aboutHold } from './rules/hold';
import { aboutPaying } from './rules/paying';
import type { Step } from './steps';

/**
 * What to do now about an order, or until when there is nothing to do. Pure: the same order and instant give the same.
 */
export const next = (order: Order, now: Instant): Next<Step> => nextOf(dues(order), now);

/**
 * What is wanted, the most urgent first. While a call is in flight, only its outcome or a message can change anything.
 */
function dues(order: Order): readonly Due<Step>[] {
  if (order.dialogue.call?.state === 'flight') return [];
  const trouble = troubleOf(order);
  const calling = aboutAttention(order, trouble);
  if (calling) return [calling];
  if (isFinished(order)) return [atOnce({ kind: 'finish' })];
  const all = [...aboutMoney(order, heldBackBy(trouble)), aboutAsking(order)];
  return all.filter((due) => due !== null);
}

type Rule = (order: Order) => Due<Step> | null;

/** One mutating call at a time: while one is in doubt, nothing else is sent. */
const MONEY: readonly Rule[] = [aboutHold, aboutStoppingPayment, aboutGivingUp, aboutPaying];

function aboutMoney(order: Order, heldBack: ReturnType<typeof heldBackBy>): readonly (Due<Step> | null)[] {
  if (!mayAct(order) || heldBack === 'everything') return [];
  const open = openCall(order);
  // An order whose creation is in doubt holds no money: it may be given up all the same.
  if (heldBack === 'payments' || open?.kind === 'createOrder') return [aboutGivingUp(order)];
  return open ? [] : MONEY.map((rule) => rule(order));
}

function aboutAsking(order: Order): Due<Step> | null {
  const from = nextQuestionAt(order.dialogue.questions, reasonsToAsk(order));
  const call = openCall(order);
  return from === null ? null : { from, step: { kind: 'ask', about: call && keyOf(call) } };
}
