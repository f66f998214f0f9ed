import { keyOf } from '../../../workflows/domain/call/call';
import type { CallKey } from '../../../workflows/domain/call/call';
import type { Next } from '../../../workflows/domain/call/due';
import { intend } from '../../../workflows/domain/call/matter';
import type { Answer, CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import type { PaymentStatus, Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { apply } from '../../../workflows/domain/order/apply';
import type { OrderEvent } from '../../../workflows/domain/order/events';
import { next } from '../../../workflows/domain/order/next';
import { newOrder } from '../../../workflows/domain/order/order';
import type { NewOrder, Order } from '../../../workflows/domain/order/order';
import type { Step } from '../../../workflows/domain/order/steps';
import type { CallKind } from '../../../workflows/domain/order/terms';
import { captureReference, paymentReference } from '../../../workflows/domain/values/references';
import { plus } from '../../../workflows/domain/values/time';
import type { Instant } from '../../../workflows/domain/values/time';
import { cardRef } from '../secret-refs';
import { says, START, TERMS } from './words';
import type { PaymentWords } from './words';

/** Nothing is to be done until then. */
interface Await {
  readonly kind: 'await';
  readonly until: Instant | null;
}

/** Drives one order through the core the way the workflow does, with the gateway's part written by the test. */
export class Script {
  order: Order;
  now: Instant = START;

  constructor(given: Partial<NewOrder> = {}) {
    // Each order has a moment of its own for its decision; here it is the same for all.
    const timing = { decisionSpreadMs: 0, ...given.timing };
    this.order = newOrder({ terms: TERMS, cardRef: cardRef('card-1'), ...given, timing }, START);
  }

  /** What the core would do now, or until when nothing. */
  get next(): Next<Step> {
    return next(this.order, this.now);
  }

  /** The same as one value: a step, or `await`. */
  get step(): Step | Await {
    const due = this.next;
    return 'step' in due ? due.step : { kind: 'await', until: due.until };
  }

  pass(durationMs: number): this {
    this.now = plus(this.now, durationMs);
    return this;
  }

  /** Something happens to the order. */
  hears(event: OrderEvent): this {
    this.order = apply(this.order, event, this.now);
    return this;
  }

  /** Takes the next step, which has to be of this kind. */
  take<K extends (Step | Await)['kind']>(kind: K): Extract<Step | Await, { kind: K }> {
    const { step } = this;
    if (step.kind !== kind) throw new Error(`Expected ${kind}, but the core wants ${JSON.stringify(step)}`);
    if (step.kind !== 'await') this.hears({ kind: 'step', step });
    return step as Extract<Step | Await, { kind: K }>;
  }

  outcome(outcome: CallOutcome): this {
    return this.hears({ kind: 'outcome', outcome });
  }

  done(snapshot: Snapshot): this {
    return this.outcome({ kind: 'done', snapshot });
  }

  unknown(): this {
    return this.outcome({ kind: 'unknown', code: 'no-answer' });
  }

  /** Lets the core ask and answers it, at once unless told later. */
  ask(answer: Answer, answeredAfterMs = 0): this {
    const { about } = this.take('ask');
    const askedAt = this.now;
    return this.pass(answeredAfterMs).answer({ about, askedAt }, answer);
  }

  answer(question: { about: CallKey<CallKind> | null; askedAt: Instant }, answer: Answer): this {
    return this.hears({ kind: 'answer', question, answer });
  }

  webhook(snapshot: Snapshot): this {
    return this.hears({ kind: 'webhook', snapshot });
  }

  /** An answer says so, to a question about nothing in doubt. */
  sees(snapshot: Snapshot): this {
    return this.answer({ about: null, askedAt: this.now }, snapshotAnswer(snapshot));
  }

  /** The order is changed by hand. */
  message(effect: (order: Order, now: Instant) => Order): this {
    this.order = effect(this.order, this.now);
    return this;
  }

  /** The key of the call in doubt. */
  get about(): CallKey<CallKind> | null {
    const { call } = this.order.dialogue;
    return call && keyOf(call);
  }

  registered(): this {
    this.take('register');
    return this.done(says('created'));
  }

  /** Up to the moment at which the payment is about to be sent. */
  readyToPay({ nativeOtp = false } = {}): this {
    this.registered().take('inspectCard');
    return this.hears({ kind: 'cardInspection', nativeOtp });
  }

  authenticating(): this {
    this.readyToPay().take('pay');
    return this.done(
      says('pending', [{ status: 'pending' }], { challenge: { url: 'https://api.pluralpay.in/challenge' } }),
    );
  }

  /** Another card was handed in and looked at. */
  anotherCard(): this {
    this.hears({ kind: 'card', cardRef: cardRef('card-2') }).take('inspectCard');
    return this.hears({ kind: 'cardInspection', nativeOtp: false });
  }

  otpAwaited(): this {
    this.readyToPay({ nativeOtp: true }).take('pay');
    this.done(says('pending', [{ status: 'pending' }])).take('requestOtp');
    return this.hears({
      kind: 'otpPrompt',
      outcome: { kind: 'prompted', next: ['submit', 'resend'], resendAfterS: 30 },
    });
  }

  held(): this {
    return this.authenticating().sees(this.paid('authorised'));
  }

  /** The snapshot of an order with one payment of this status, stamped now. */
  paid(status: PaymentStatus, more: Partial<PaymentWords> = {}): Snapshot {
    return says(ORDER_STATUS_BESIDE[status], [{ status, updatedAt: this.now, ...more }], { observedAt: this.now });
  }

  captured(amountMinor = TERMS.amountMinor, status: PaymentStatus = 'captured'): Snapshot {
    const captures = [{ reference: captureReference(TERMS.reference), amountMinor }];
    return says('captured', [{ status, updatedAt: this.now, captures }]);
  }
}

/** An order that has sent three payments, of which anything may be told. */
export function withPayments(): Order {
  const { order } = anOrder();
  const references = [1, 2, 3].map((ordinal) => paymentReference(TERMS.reference, ordinal));
  return intend(order, { firstSentAt: Object.fromEntries(references.map((reference) => [reference, START])) });
}

export const anOrder = (given?: Partial<NewOrder>): Script => new Script(given);

export const snapshotAnswer = (snapshot: Snapshot): Answer => ({ kind: 'snapshot', snapshot });

const ORDER_STATUS_BESIDE = {
  pending: 'pending',
  failed: 'attempted',
  authorised: 'authorised',
  voided: 'voided',
  captured: 'captured',
  unknown: 'unknown',
} as const satisfies Record<PaymentStatus, Snapshot['status']>;
