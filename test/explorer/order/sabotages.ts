import { keyOf } from '../../../workflows/domain/call/call';
import { intend } from '../../../workflows/domain/call/matter';
import { NO_FACTS } from '../../../workflows/domain/facts/facts';
import type { Facts } from '../../../workflows/domain/facts/facts';
import type { Answer, CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import type { OrderEvent } from '../../../workflows/domain/order/events';
import { observe } from '../../../workflows/domain/order/observe';
import type { Order } from '../../../workflows/domain/order/order';
import { DAY_MS, HOUR_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import type { Instant } from '../../../workflows/domain/values/time';
import { TERMS } from '../../support/core/words';
import { sabotage } from '../subject';
import type { Sabotage } from '../subject';
import { REAL_CORE } from './core';
import type { Core } from './core';
import { orderModel } from './model';
import { everyCall, setup, SHORT } from './setups';
import type { Setup } from './world';

const sabotaged = (name: string, changed: Partial<Core>, found: Setup): Sabotage =>
  sabotage(name, changed, (change) => orderModel({ ...found, name }, { ...REAL_CORE, ...change }));

const { next, apply, judged, permission } = REAL_CORE;

type EventOf<K extends OrderEvent['kind']> = Extract<OrderEvent, { readonly kind: K }>;

/** The same core, but for what it makes of one kind of event. */
const on = <K extends OrderEvent['kind']>(
  kind: K,
  change: (order: Order, event: EventOf<K>, now: Instant) => Order,
): Partial<Core> => ({
  apply: (order, event, now) =>
    event.kind === kind ? change(order, event as EventOf<K>, now) : apply(order, event, now),
});

/** The same core, which allows everything of one kind. */
const allowing = (kind: OrderEvent['kind']): Partial<Core> => ({
  permission: (order, wish, now) => (wish.kind === kind ? { ok: true } : permission(order, wish, now)),
});

/** The same core, to which the outcome of a call is told in other words. */
const outcomeRead = (read: (outcome: CallOutcome, order: Order) => CallOutcome): Partial<Core> =>
  on('outcome', (order, { outcome }, now) => apply(order, { kind: 'outcome', outcome: read(outcome, order) }, now));

const withoutAsking = outcomeRead((outcome) =>
  outcome.kind === 'unknown' ? { kind: 'notSent', code: outcome.code } : outcome,
);

const asFailure = (outcome: CallOutcome): CallOutcome =>
  outcome.kind === 'unknown' ? { kind: 'rejected', code: outcome.code } : outcome;

const freshReference: Core['next'] = (order, now) => {
  const due = next(order, now);
  const again = order.dialogue.call?.sends ?? 0;
  if (!('step' in due) || due.step.kind !== 'capture' || again === 0) return due;
  return { step: { ...due.step, reference: `${due.step.reference}-${again}` } };
};

const thawed = on('answer', (order, event, now) => {
  const after = apply(order, event, now);
  return after.dialogue.call?.state === 'due' ? intend(after, { decision: null, request: null }) : after;
});

const trustCancel = outcomeRead((outcome, order) =>
  order.dialogue.call?.kind === 'cancel' && outcome.kind === 'done' ? cancelled(outcome) : outcome,
);

function cancelled(outcome: CallOutcome & { kind: 'done' }): CallOutcome {
  const { snapshot } = outcome;
  const payments = snapshot.payments.map((payment) => ({ ...payment, status: 'voided' as const }));
  return { kind: 'done', snapshot: { ...snapshot, status: 'voided', payments } };
}

const anyAnswerProves = on('answer', (order, { answer }, now) => {
  const about = order.dialogue.call && keyOf(order.dialogue.call);
  return apply(order, { kind: 'answer', question: { about, askedAt: now }, answer }, now);
});

const webhookProves = on('webhook', (order, { snapshot }, now) => {
  const question = { about: order.dialogue.call && keyOf(order.dialogue.call), askedAt: plus(now, HOUR_MS) };
  return apply(order, { kind: 'answer', question, answer: { kind: 'snapshot', snapshot } }, now);
});

const newsIsFact = on('webhook', (order, event, now) =>
  observe(apply(order, event, now), event.snapshot, { askedAt: now, seenAt: now }),
);

/** As if a person could do nothing before the hold may have lapsed. */
const patient: Core['next'] = (order, now) => {
  const timing = { ...order.timing, doubtAttentionMs: DAY_MS, holdSafetyMarginMs: 0 };
  return next({ ...order, timing }, now);
};

/** What was under way when the workflow ended is taken for not sent. */
const hasty = on('revival', (order, event, now) => {
  const { revival: _asksFirst, ...intents } = apply(order, event, now).intents;
  const { call } = order.dialogue;
  if (!call || call.state === 'due') return { ...order, intents };
  const { since: _since, ...sent } = call;
  return { ...order, intents, dialogue: { ...order.dialogue, call: { ...sent, state: 'due', dueAt: now } } };
});

/** An accepted cancellation is only asked about. */
const acceptedIsDone = on('answer', (order, event, now) => {
  const { call } = order.dialogue;
  const after = apply(order, event, now);
  const isDue = after.dialogue.call?.state === 'due';
  return call?.state === 'accepted' && call.kind === 'cancel' && isDue
    ? { ...after, dialogue: { ...after.dialogue, call } }
    : after;
});

/** Whatever has our reference is ours. */
const anything = ({ otherThing: _thing, ...snapshot }: Snapshot): Snapshot => ({
  ...snapshot,
  amountMinor: TERMS.amountMinor,
  payments: [],
  status: 'created',
});

/** Sees no payment of which it waits for the outcome, when a card is there to pay with. */
const hurried: Core['next'] = (order, now) => {
  const { payments } = order.facts;
  if (!order.intents.card) return next(order, now);
  const ended = Object.entries(payments).filter(([, { seen }]) => Object.keys(seen).some((one) => one !== 'pending'));
  const facts: Facts = { ...order.facts, payments: Object.fromEntries(ended) };
  return next({ ...order, facts }, now);
};

/** Has a person look at what the gateway would have said. */
const impatient: Core['next'] = (order, now) => {
  if (order.dialogue.call?.state !== 'unknown') return next(order, now);
  if (order.intents.attention) return { until: null };
  return { step: { kind: 'park', trouble: { code: 'call-in-doubt', details: {} } } };
};

/** Looks again an hour after something is due. */
const oversleeping: Core['next'] = (order, now) => {
  const due = next(order, now);
  return 'until' in due && due.until !== null ? { until: plus(due.until, HOUR_MS) } : due;
};

const booked = (snapshot: Snapshot): Snapshot =>
  snapshot.payments.some(({ captures }) => captures.length > 0) ? { ...snapshot, status: 'captured' } : snapshot;

/** The same core, with another snapshot wherever it takes one in. */
const reading = (read: (snapshot: Snapshot) => Snapshot): Partial<Core> => ({
  apply: (order, event, now) => apply(order, otherwise(event, read), now),
});

function otherwise(event: OrderEvent, read: (snapshot: Snapshot) => Snapshot): OrderEvent {
  const answer = (told: Answer): Answer =>
    told.kind === 'snapshot' ? { ...told, snapshot: read(told.snapshot) } : told;
  if (event.kind === 'webhook') return { ...event, snapshot: read(event.snapshot) };
  if (event.kind === 'answer') return { ...event, answer: answer(event.answer) };
  if (event.kind !== 'outcome' || event.outcome.kind !== 'done') return event;
  return { ...event, outcome: { ...event.outcome, snapshot: read(event.outcome.snapshot) } };
}

/** The same core, which forgets what it knew whenever it is told something. */
const forgetting = on('answer', (order, event, now) =>
  apply(event.answer.kind === 'snapshot' ? { ...order, facts: NO_FACTS } : order, event, now),
);

const onCapture = { fault: 1, captureAll: 1 };

/** The rules of the core of an order, each taken away. */
export const ORDER_SABOTAGES: readonly Sabotage[] = [
  sabotaged('sends again before it has asked', withoutAsking, setup({ may: onCapture })),
  sabotaged('has no quiet period', {}, setup({ may: onCapture, timing: { ...SHORT, quietMs: everyCall(0) } })),
  sabotaged(
    'has a quiet period that is too short',
    {},
    setup({ may: onCapture, lateMs: everyCall(SHORT.quietMs.capture + SECOND_MS), traits: { strictness: 'lax' } }),
  ),
  sabotaged('takes another reference for each capture', { next: freshReference }, setup({ may: onCapture })),
  sabotaged(
    'replaces facts instead of joining them',
    forgetting,
    setup({ may: { fault: 1, capturePart: 1 }, traits: { remainder: 'later' } }),
  ),
  sabotaged('reads an unknown outcome as a failure', outcomeRead(asFailure), setup({ may: onCapture })),
  sabotaged(
    'reads an unknown payment as a failure',
    outcomeRead((outcome, order) => (order.dialogue.call?.kind === 'createPayment' ? asFailure(outcome) : outcome)),
    setup({ may: { fault: 1 } }),
  ),
  sabotaged('calls a person for every doubt', { next: impatient }, setup({ may: onCapture })),
  sabotaged(
    'decides anew',
    thawed,
    setup({ may: { fault: 1, capturePart: 1, deliver: 1 }, policy: { onDelivery: 'capture' } }),
  ),
  sabotaged('watches nothing after the end', {}, setup({ may: { fault: 1 }, timing: { ...SHORT, lateProbesMs: [] } })),
  sabotaged('trusts a 200 on cancel', trustCancel, setup({ may: { fault: 1, cancel: 1 } })),
  sabotaged('books a capture block', reading(booked), setup({ may: onCapture })),
  sabotaged(
    'takes any answer as proof about the call in doubt',
    anyAnswerProves,
    setup({ may: { fault: 2, captureAll: 1 }, isSplit: true }),
  ),
  sabotaged('takes a webhook as proof', webhookProves, setup({ may: onCapture })),
  sabotaged('takes a webhook for a fact', newsIsFact, setup({ may: { forge: 1 } })),
  sabotaged('calls a person when it is too late', { next: patient }, setup({ may: onCapture })),
  sabotaged('never sends an accepted cancellation again', acceptedIsDone, setup({ may: { fault: 1, cancel: 1 } })),
  sabotaged(
    'forgets a capture that it refused',
    on('wish', (order, event, now) => (event.wish.denial ? order : apply(order, event, now))),
    setup({ may: { handCapture: 1, cancel: 1 } }),
  ),
  sabotaged(
    'carries out whatever is handed over',
    { judged: (order, wish, _verdict, now) => judged(order, wish, { ok: true }, now) },
    setup({ may: { handCancel: 1, captureAll: 1 }, isSplit: true }),
  ),
  sabotaged('sends before it asks when it is revived', hasty, setup({ may: { revive: 1, captureAll: 1 } })),
  sabotaged('takes whatever has its reference for its own', reading(anything), setup({ may: {}, taken: 'refund' })),
  sabotaged('pays while a payment is pending', { next: hurried, ...allowing('card') }, setup({ may: { pay: 1 } })),
  sabotaged(
    'lets capture and cancel be asked for at once',
    allowing('cancellation'),
    setup({ may: { captureAll: 1, cancel: 1 }, isSplit: true }),
  ),
  sabotaged('looks again too late', { next: oversleeping }, setup({ may: {} })),
];
