import { keyOf } from '../../../workflows/domain/call';
import type { CallKey } from '../../../workflows/domain/call';
import type { Answer } from '../../../workflows/domain/answers';
import type { CallOutcome } from '../../../workflows/domain/call-outcome';
import { newRefund } from '../../../workflows/domain/refund';
import type { Refund, RefundTerms } from '../../../workflows/domain/refund';
import {
  beginRefund,
  nextRefundStep,
  refundAnswered,
  refundCalled,
  refundHeard,
} from '../../../workflows/domain/refund-steps';
import type { RefundStep } from '../../../workflows/domain/refund-steps';
import type { OrderStatus, Snapshot } from '../../../workflows/domain/snapshot';
import { plus } from '../../../workflows/domain/time';
import type { Instant } from '../../../workflows/domain/time';
import { GATEWAY_ORDER_ID, START } from '../../support/core/words';

const REFUND_TERMS: RefundTerms = {
  reference: 'refund-1',
  orderReference: 'order-1',
  gatewayOrderId: GATEWAY_ORDER_ID,
  amountMinor: 4_000,
  currency: 'INR',
  reason: 'returned',
};

/** What the gateway says of the refund, which is an order of its own. */
export const refundSays = (status: OrderStatus, more: Partial<Snapshot> = {}): Snapshot => ({
  gatewayOrderId: 'v1-refund',
  reference: REFUND_TERMS.reference,
  status,
  amountMinor: REFUND_TERMS.amountMinor,
  currency: 'INR',
  payments: [],
  refundOf: GATEWAY_ORDER_ID,
  observedAt: START,
  ...more,
});

/** Drives one refund through the core the way the workflow does, with the gateway's part written by the test. */
export class RefundScript {
  refund: Refund = newRefund(REFUND_TERMS, {}, START);
  now: Instant = START;

  get step(): RefundStep {
    return nextRefundStep(this.refund, this.now);
  }

  pass(durationMs: number): this {
    this.now = plus(this.now, durationMs);
    return this;
  }

  /** Takes the next step, which has to be of this kind. */
  take<K extends RefundStep['kind']>(kind: K): Extract<RefundStep, { kind: K }> {
    const { step } = this;
    if (step.kind !== kind) throw new Error(`Expected ${kind}, but the core wants ${JSON.stringify(step)}`);
    this.refund = beginRefund(this.refund, step, this.now);
    return step as Extract<RefundStep, { kind: K }>;
  }

  sent(outcome: CallOutcome): this {
    this.take('send');
    this.refund = refundCalled(this.refund, outcome, this.now);
    return this;
  }

  unknown(): this {
    return this.sent({ kind: 'unknown', code: 'no-answer' });
  }

  ask(answer: Answer): this {
    const { about } = this.take('inquire');
    return this.answer({ about, askedAt: this.now }, answer);
  }

  answer(question: { about: CallKey<'refund'> | null; askedAt: Instant }, answer: Answer): this {
    this.refund = refundAnswered(this.refund, question, answer, this.now);
    return this;
  }

  webhook(snapshot: Snapshot): this {
    this.refund = refundHeard(this.refund, snapshot, this.now);
    return this;
  }

  /** An answer says so, to a question about nothing in doubt. */
  sees(snapshot: Snapshot): this {
    return this.answer({ about: null, askedAt: this.now }, shows(snapshot));
  }

  /** Lets time pass from step to step, every question answered alike, until the core does something else. */
  askUntil(kind: RefundStep['kind'], answer: Answer): this {
    return this.askUntilAny([kind], answer);
  }

  /** The same, for one of several things. */
  askUntilAny(kinds: readonly RefundStep['kind'][], answer: Answer): this {
    for (let turn = 0; turn < 200; turn += 1) {
      const { step } = this;
      if (kinds.includes(step.kind)) return this;
      if (step.kind === 'inquire') this.ask(answer);
      else if (step.kind === 'await' && step.until) this.now = step.until;
      else throw new Error(`Never ${kinds.join(' or ')}, but ${JSON.stringify(step)}`);
    }
    throw new Error(`Never ${kinds.join(' or ')}`);
  }

  get about(): CallKey<'refund'> | null {
    const { call } = this.refund.intents;
    return call && keyOf(call);
  }
}

export const aRefund = (): RefundScript => new RefundScript();
export const ABSENT: Answer = { kind: 'absent' };
export const shows = (snapshot: Snapshot): Answer => ({ kind: 'snapshot', snapshot });
