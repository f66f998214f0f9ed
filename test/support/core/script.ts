import { keyOf } from '../../../workflows/domain/call';
import type { CallKey } from '../../../workflows/domain/call';
import { nextStep } from '../../../workflows/domain/next-step';
import type { Step } from '../../../workflows/domain/next-step';
import { intend, newOrder } from '../../../workflows/domain/order';
import type { NewOrder, Order } from '../../../workflows/domain/order';
import { captureReference, paymentReference } from '../../../workflows/domain/references';
import type { PaymentStatus, Snapshot } from '../../../workflows/domain/snapshot';
import { plus } from '../../../workflows/domain/time';
import type { Instant } from '../../../workflows/domain/time';
import { begin } from '../../../workflows/domain/begin';
import { answered } from '../../../workflows/domain/answers';
import type { Answer } from '../../../workflows/domain/answers';
import { heard } from '../../../workflows/domain/news';
import { called, cardInspected } from '../../../workflows/domain/outcomes';
import type { CallOutcome } from '../../../workflows/domain/call-outcome';
import { otpPrompted } from '../../../workflows/domain/otp';
import { payRequested } from '../../../workflows/domain/requests';
import { says, START, TERMS } from './words';
import type { PaymentWords } from './words';

/** Drives one order through the core the way the workflow does, with the gateway's part written by the test. */
export class Script {
  order: Order;
  now: Instant = START;

  constructor(given: Partial<NewOrder> = {}) {
    // Each order has a moment of its own for its decision; here it is the same for all.
    const timing = { decisionSpreadMs: 0, ...given.timing };
    this.order = newOrder({ terms: TERMS, cardRef: 'card-1', ...given, timing }, START);
  }

  /** What the core would do now. */
  get step(): Step {
    return nextStep(this.order, this.now);
  }

  pass(durationMs: number): this {
    this.now = plus(this.now, durationMs);
    return this;
  }

  /** Takes the next step, which has to be of this kind. */
  take<K extends Step['kind']>(kind: K): Extract<Step, { kind: K }> {
    const { step } = this;
    if (step.kind !== kind) throw new Error(`Expected ${kind}, but the core wants ${JSON.stringify(step)}`);
    this.order = begin(this.order, step, this.now);
    return step as Extract<Step, { kind: K }>;
  }

  outcome(outcome: CallOutcome): this {
    this.order = called(this.order, outcome, this.now);
    return this;
  }

  done(snapshot: Snapshot): this {
    return this.outcome({ kind: 'done', snapshot });
  }

  unknown(): this {
    return this.outcome({ kind: 'unknown', code: 'no-answer' });
  }

  /** Lets the core ask and answers it, at once unless told later. */
  ask(answer: Answer, answeredAfterMs = 0): this {
    const { about } = this.take('inquire');
    const askedAt = this.now;
    return this.pass(answeredAfterMs).answer({ about, askedAt }, answer);
  }

  answer(question: { about: CallKey | null; askedAt: Instant }, answer: Answer): this {
    this.order = answered(this.order, question, answer, this.now);
    return this;
  }

  webhook(snapshot: Snapshot): this {
    this.order = heard(this.order, snapshot, this.now);
    return this;
  }

  /** An answer says so, to a question about nothing in doubt. */
  sees(snapshot: Snapshot): this {
    return this.answer({ about: null, askedAt: this.now }, snapshotAnswer(snapshot));
  }

  /** A message to the order: one of the functions of `requests`. */
  message(effect: (order: Order, now: Instant) => Order): this {
    this.order = effect(this.order, this.now);
    return this;
  }

  /** The key of the call in doubt. */
  get about(): CallKey | null {
    const { call } = this.order.intents;
    return call && keyOf(call);
  }

  registered(): this {
    this.take('register');
    return this.done(says('CREATED'));
  }

  /** Up to the moment at which the payment is about to be sent. */
  readyToPay({ nativeOtp = false } = {}): this {
    this.registered().take('inspectCard');
    this.order = cardInspected(this.order, nativeOtp);
    return this;
  }

  authenticating(): this {
    this.readyToPay().take('pay');
    return this.done(says('PENDING', [{ status: 'PENDING' }], { challengeUrl: 'https://api.pluralpay.in/challenge' }));
  }

  /** Another card was handed in and looked at. */
  anotherCard(): this {
    this.message((order, now) => payRequested(order, 'card-2', now)).take('inspectCard');
    return this.message((order) => cardInspected(order, false));
  }

  otpAwaited(): this {
    this.readyToPay({ nativeOtp: true }).take('pay');
    this.done(says('PENDING', [{ status: 'PENDING' }])).take('requestOtp');
    this.order = otpPrompted(
      this.order,
      { kind: 'prompted', next: ['SUBMIT_OTP', 'RESEND_OTP'], resendAfterS: 30 },
      this.now,
    );
    return this;
  }

  held(): this {
    return this.authenticating().sees(this.paid('AUTHORIZED'));
  }

  /** The snapshot of an order with one payment of this status, stamped now. */
  paid(status: PaymentStatus, more: Partial<PaymentWords> = {}): Snapshot {
    return says(ORDER_STATUS_BESIDE[status], [{ status, updatedAt: this.now, ...more }], { observedAt: this.now });
  }

  captured(amountMinor = TERMS.amountMinor, status: PaymentStatus = 'PROCESSED'): Snapshot {
    const captures = [{ reference: captureReference(TERMS.reference), amountMinor }];
    return says('PROCESSED', [{ status, updatedAt: this.now, captures }]);
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
  PENDING: 'PENDING',
  FAILED: 'ATTEMPTED',
  AUTHORIZED: 'AUTHORIZED',
  CANCELLED: 'CANCELLED',
  PROCESSED: 'PROCESSED',
  UNKNOWN: 'UNKNOWN',
} as const satisfies Record<PaymentStatus, Snapshot['status']>;
