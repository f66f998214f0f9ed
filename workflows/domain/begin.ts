import { isFirstQuestion } from './asking';
import type { Step } from './next-step';
import { intend, note } from './order';
import type { Decision, GivenUp, Intents, Order } from './order';
import type { CallKind } from './policy';
import type { Instant } from './time';

/** Writes down what a step is about to do, before it is done. */
export function begin(order: Order, step: Step, now: Instant): Order {
  switch (step.kind) {
    case 'register':
      return withCall(order, { kind: 'createOrder', reference: order.terms.reference }, now);
    case 'pay':
      return withCall(order, { kind: 'createPayment', reference: step.reference }, now);
    case 'capture':
    case 'release':
      return beginDecision(order, step, now);
    case 'inquire':
      return intend(order, { asks: asked(order, now) });
    case 'giveUp':
      return giveUp(order, step, now);
    case 'park':
      return note(
        intend(order, { attention: { ...step.trouble, since: now } }),
        now,
        `Needs a person: ${step.trouble.reason}`,
      );
    case 'unpark':
      return note(intend(order, { attention: null }), now, 'Needs no person any more');
    case 'inspectCard':
    case 'requestOtp':
    case 'submitOtp':
    case 'await':
    case 'finish':
      return order;
  }
}

function beginDecision(order: Order, step: Step & { kind: 'capture' | 'release' }, now: Instant): Order {
  const { decision } = step;
  const reference = step.kind === 'capture' ? step.reference : '';
  const kind = step.kind === 'capture' ? 'capture' : 'cancel';
  const begun = withCall(order, { kind, reference, amountMinor: decision?.amountMinor ?? 0 }, now);
  const { gaveUp } = order.intents;
  if (!decision) return gaveUp ? intend(begun, { gaveUp: { ...gaveUp, cancelTried: true } }) : begun;
  return order.intents.decision ? begun : note(intend(begun, { decision }), now, decisionSentence(decision));
}

const decisionSentence = ({ kind, why }: Decision): string =>
  kind === 'capture' ? `Decided to capture (${why})` : `Decided to let the hold go (${why})`;

function withCall(
  order: Order,
  {
    kind,
    reference,
    amountMinor = order.terms.amountMinor,
  }: { kind: CallKind; reference: string; amountMinor?: number },
  now: Instant,
): Order {
  const before = order.intents.call;
  const again = before?.state === 'due' && before.kind === kind && before.reference === reference ? before : null;
  const counts = { tries: (again?.tries ?? 0) + 1, sends: (again?.sends ?? 0) + 1 };
  return intend(order, { call: { kind, reference, amountMinor, ...counts, state: 'flight', since: now } });
}

function giveUp(order: Order, { as, why }: Pick<GivenUp, 'as' | 'why'>, now: Instant): Order {
  return note(
    intend(order, { gaveUp: { as, why, at: now, cancelTried: false } }),
    now,
    `No payment is wanted any more: ${why}`,
  );
}

function asked(order: Order, now: Instant): Intents['asks'] {
  const { asks } = order.intents;
  return { ...asks, lastAskedAt: now, count: isFirstQuestion(order, now) ? 1 : asks.count + 1 };
}
