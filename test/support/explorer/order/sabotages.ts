import { keyOf } from '../../../../workflows/domain/call';
import { NO_FACTS } from '../../../../workflows/domain/facts';
import type { Facts } from '../../../../workflows/domain/facts';
import { intend, observe } from '../../../../workflows/domain/order';
import type { Order } from '../../../../workflows/domain/order';
import type { Answer } from '../../../../workflows/domain/answers';
import type { CallOutcome } from '../../../../workflows/domain/call-outcome';
import type { Snapshot } from '../../../../workflows/domain/snapshot';
import { DAY_MS, HOUR_MS, plus, SECOND_MS } from '../../../../workflows/domain/time';
import { TERMS } from '../../core/words';
import { sabotage } from '../subject';
import type { Sabotage } from '../subject';
import { REAL_CORE } from './core';
import type { Core } from './core';
import { orderModel } from './model';
import { everyCall, setup, SHORT } from './setups';
import type { Setup } from './world';

const sabotaged = (name: string, changed: Partial<Core>, found: Setup): Sabotage =>
  sabotage(name, changed, (change) => orderModel({ ...found, name }, { ...REAL_CORE, ...change }));

const { nextStep, called, answered, heard, revived, judged, wishRecorded } = REAL_CORE;

const withoutAsking: Core['called'] = (order, outcome, now) =>
  called(order, outcome.kind === 'unknown' ? { kind: 'notSent', code: outcome.code } : outcome, now);

const unknownIsFailure: Core['called'] = (order, outcome, now) =>
  called(order, outcome.kind === 'unknown' ? { kind: 'rejected', code: outcome.code } : outcome, now);

const freshReference: Core['nextStep'] = (order, now) => {
  const step = nextStep(order, now);
  const again = order.intents.call?.sends ?? 0;
  return step.kind === 'capture' && again > 0 ? { ...step, reference: `${step.reference}-${again}` } : step;
};

const thawed: Core['answered'] = (order, question, answer, now) => {
  const after = answered(order, question, answer, now);
  return after.intents.call?.state === 'due' ? intend(after, { decision: null, request: null }) : after;
};

const trustCancel: Core['called'] = (order, outcome, now) =>
  called(order, order.intents.call?.kind === 'cancel' && outcome.kind === 'done' ? cancelled(outcome) : outcome, now);

function cancelled(outcome: CallOutcome & { kind: 'done' }): CallOutcome {
  const { snapshot } = outcome;
  const payments = snapshot.payments.map((payment) => ({ ...payment, status: 'CANCELLED' as const }));
  return { kind: 'done', snapshot: { ...snapshot, status: 'CANCELLED', payments } };
}

const anyAnswerProves: Core['answered'] = (order, _question, answer, now) =>
  answered(order, { about: order.intents.call && keyOf(order.intents.call), askedAt: now }, answer, now);

const webhookProves: Core['heard'] = (order, snapshot, now) => {
  const question = { about: order.intents.call && keyOf(order.intents.call), askedAt: plus(now, HOUR_MS) };
  return answered(order, question, { kind: 'snapshot', snapshot }, now);
};

const newsIsFact: Core['heard'] = (order, snapshot, now) =>
  observe(heard(order, snapshot, now), snapshot, { askedAt: now, seenAt: now });

/** As if a person could do nothing before the hold may have lapsed. */
const patient: Core['nextStep'] = (order, now) => {
  const timing = { ...order.timing, doubtAttentionMs: DAY_MS, holdSafetyMarginMs: 0 };
  return nextStep({ ...order, timing }, now);
};

/** What was under way when the workflow ended is taken for not sent. */
const hasty: Core['revived'] = (order, wish, now) => {
  const { revival: _asksFirst, ...intents } = revived(order, wish, now).intents;
  return { ...order, intents: { ...intents, call: intents.call && { ...intents.call, state: 'due', since: now } } };
};

/** An accepted cancellation is only asked about. */
const acceptedIsDone: Core['answered'] = (order, question, answer, now) => {
  const { call } = order.intents;
  const after = answered(order, question, answer, now);
  const isDue = after.intents.call?.state === 'due';
  return call?.state === 'accepted' && call.kind === 'cancel' && isDue ? intend(after, { call }) : after;
};

/** Whatever has our reference is ours. */
const anything = ({ refundOf: _kind, ...snapshot }: Snapshot): Snapshot => ({
  ...snapshot,
  amountMinor: TERMS.amountMinor,
  payments: [],
  status: 'CREATED',
});

/** Sees no payment of which it waits for the outcome, when a card is there to pay with. */
const hurried: Core['nextStep'] = (order, now) => {
  const { payments } = order.facts;
  if (!order.intents.card) return nextStep(order, now);
  const settled = Object.entries(payments).filter(([, { seen }]) => Object.keys(seen).some((one) => one !== 'PENDING'));
  const facts: Facts = { ...order.facts, payments: Object.fromEntries(settled) };
  return nextStep({ ...order, facts }, now);
};

/** Has a person look at what the gateway would have said. */
const impatient: Core['nextStep'] = (order, now) => {
  const { call, attention } = order.intents;
  if (call?.state !== 'unknown') return nextStep(order, now);
  if (attention) return { kind: 'await', until: null };
  return { kind: 'park', trouble: { code: 'call-in-doubt', reason: 'at once' } };
};

const booked = (snapshot: Snapshot): Snapshot =>
  snapshot.payments.some(({ captures }) => captures.length > 0) ? { ...snapshot, status: 'PROCESSED' } : snapshot;

/** The same core, with another snapshot wherever it takes one in. */
function reading(read: (snapshot: Snapshot) => Snapshot): Partial<Core> {
  const answer = (told: Answer): Answer =>
    told.kind === 'snapshot' ? { ...told, snapshot: read(told.snapshot) } : told;
  return {
    heard: (order, snapshot, now) => heard(order, read(snapshot), now),
    answered: (order, question, told, now) => answered(order, question, answer(told), now),
    called: (order, outcome, now) =>
      called(order, outcome.kind === 'done' ? { ...outcome, snapshot: read(outcome.snapshot) } : outcome, now),
  };
}

/** The same core, which forgets what it knew whenever it is told something. */
function forgetting(): Partial<Core> {
  const blank = (order: Order): Order => ({ ...order, facts: NO_FACTS });
  return {
    answered: (order, question, answer, now) =>
      answered(answer.kind === 'snapshot' ? blank(order) : order, question, answer, now),
  };
}

const onCapture = { fault: 1, captureAll: 1 };

/** The rules of the core of an order, each taken away. */
export const ORDER_SABOTAGES: readonly Sabotage[] = [
  sabotaged('sends again before it has asked', { called: withoutAsking }, setup({ may: onCapture })),
  sabotaged('has no quiet period', {}, setup({ may: onCapture, timing: { ...SHORT, quietMs: everyCall(0) } })),
  sabotaged(
    'has a quiet period that is too short',
    {},
    setup({ may: onCapture, lateMs: everyCall(SHORT.quietMs.capture + SECOND_MS), traits: { strictness: 'lax' } }),
  ),
  sabotaged('takes another reference for each capture', { nextStep: freshReference }, setup({ may: onCapture })),
  sabotaged(
    'replaces facts instead of joining them',
    forgetting(),
    setup({ may: { fault: 1, capturePart: 1 }, traits: { remainder: 'later' } }),
  ),
  sabotaged('reads an unknown outcome as a failure', { called: unknownIsFailure }, setup({ may: onCapture })),
  sabotaged(
    'reads an unknown payment as a failure',
    {
      called: (order, outcome, now) =>
        (order.intents.call?.kind === 'createPayment' ? unknownIsFailure : called)(order, outcome, now),
    },
    setup({ may: { fault: 1 } }),
  ),
  sabotaged('calls a person for every doubt', { nextStep: impatient }, setup({ may: onCapture })),
  sabotaged(
    'decides anew',
    { answered: thawed },
    setup({ may: { fault: 1, capturePart: 1, deliver: 1 }, policy: { onDelivery: 'capture' } }),
  ),
  sabotaged('watches nothing after the end', {}, setup({ may: { fault: 1 }, timing: { ...SHORT, lateProbesMs: [] } })),
  sabotaged('trusts a 200 on cancel', { called: trustCancel }, setup({ may: { fault: 1, cancel: 1 } })),
  sabotaged('books a capture block', reading(booked), setup({ may: onCapture })),
  sabotaged(
    'takes any answer as proof about the call in doubt',
    { answered: anyAnswerProves },
    setup({ may: { fault: 2, captureAll: 1 }, isSplit: true }),
  ),
  sabotaged('takes a webhook as proof', { heard: webhookProves }, setup({ may: onCapture })),
  sabotaged('takes a webhook for a fact', { heard: newsIsFact }, setup({ may: { forge: 1 } })),
  sabotaged('calls a person when it is too late', { nextStep: patient }, setup({ may: onCapture })),
  sabotaged(
    'never sends an accepted cancellation again',
    { answered: acceptedIsDone },
    setup({ may: { fault: 1, cancel: 1 } }),
  ),
  sabotaged(
    'forgets a capture that it refused',
    { wishRecorded: (order, wish) => (wish.refusal ? order : wishRecorded(order, wish)) },
    setup({ may: { handCapture: 1, cancel: 1 } }),
  ),
  sabotaged(
    'carries out whatever is handed over',
    { judged: (order, wish, _verdict, now) => judged(order, wish, { ok: true }, now) },
    setup({ may: { handCancel: 1, captureAll: 1 }, isSplit: true }),
  ),
  sabotaged(
    'sends before it asks when it is revived',
    { revived: hasty },
    setup({ may: { revive: 1, captureAll: 1 } }),
  ),
  sabotaged('takes whatever has its reference for its own', reading(anything), setup({ may: {}, taken: 'refund' })),
  sabotaged(
    'pays while a payment is pending',
    { nextStep: hurried, canPay: () => ({ ok: true }) },
    setup({ may: { pay: 1 } }),
  ),
  sabotaged(
    'lets capture and cancel be asked for at once',
    { canCancel: () => ({ ok: true }) },
    setup({ may: { captureAll: 1, cancel: 1 }, isSplit: true }),
  ),
];
