import { keyOf } from '../../../workflows/domain/call/call';
import type { CallKey } from '../../../workflows/domain/call/call';
import type { Answer, CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import { newRefund } from '../../../workflows/domain/refund/refund';
import type { Refund, RefundTerms } from '../../../workflows/domain/refund/refund';
import { applyToRefund } from '../../../workflows/domain/refund/apply';
import type { RefundEvent } from '../../../workflows/domain/refund/events';
import { nextForRefund } from '../../../workflows/domain/refund/next';
import type { RefundStep } from '../../../workflows/domain/refund/next';
import type { OrderStatus, Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { plus } from '../../../workflows/domain/values/time';
import type { Instant } from '../../../workflows/domain/values/time';
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
  otherThing: { kind: 'refund', parentId: GATEWAY_ORDER_ID },
  observedAt: START,
  ...more,
});

/** Nothing is to be done until then. */
interface Await {
  readonly kind: 'await';
  readonly until: Instant | null;
}

/** Drives one refund through the core the way the workflow does, with the gateway's part written by the test. */
export class RefundScript {
  refund: Refund = newRefund(REFUND_TERMS, {}, START);
  now: Instant = START;

  /** What the core would do now, or until when nothing. */
  get step(): RefundStep | Await {
    const due = nextForRefund(this.refund, this.now);
    return 'step' in due ? due.step : { kind: 'await', until: due.until };
  }

  /** Something happens to the refund. */
  hears(event: RefundEvent): this {
    this.refund = applyToRefund(this.refund, event, this.now);
    return this;
  }

  pass(durationMs: number): this {
    this.now = plus(this.now, durationMs);
    return this;
  }

  /** Takes the next step, which has to be of this kind. */
  take<K extends (RefundStep | Await)['kind']>(kind: K): Extract<RefundStep | Await, { kind: K }> {
    const { step } = this;
    if (step.kind !== kind) throw new Error(`Expected ${kind}, but the core wants ${JSON.stringify(step)}`);
    if (step.kind !== 'await') this.hears({ kind: 'step', step });
    return step as Extract<RefundStep | Await, { kind: K }>;
  }

  sent(outcome: CallOutcome): this {
    this.take('send');
    return this.hears({ kind: 'outcome', outcome });
  }

  unknown(): this {
    return this.sent({ kind: 'unknown', code: 'no-answer' });
  }

  ask(answer: Answer): this {
    const { about } = this.take('ask');
    return this.answer({ about, askedAt: this.now }, answer);
  }

  answer(question: { about: CallKey<'refund'> | null; askedAt: Instant }, answer: Answer): this {
    return this.hears({ kind: 'answer', question, answer });
  }

  webhook(snapshot: Snapshot): this {
    return this.hears({ kind: 'webhook', snapshot });
  }

  /** An answer says so, to a question about nothing in doubt. */
  sees(snapshot: Snapshot): this {
    return this.answer({ about: null, askedAt: this.now }, shows(snapshot));
  }

  /** Lets time pass from step to step, every question answered alike, until the core does something else. */
  askUntil(kind: (RefundStep | Await)['kind'], answer: Answer): this {
    return this.askUntilAny([kind], answer);
  }

  /** The same, for one of several things. */
  askUntilAny(kinds: readonly (RefundStep | Await)['kind'][], answer: Answer): this {
    for (let turn = 0; turn < 200; turn += 1) {
      const { step } = this;
      if (kinds.includes(step.kind)) return this;
      if (step.kind === 'ask') this.ask(answer);
      else if (step.kind === 'await' && step.until) this.now = step.until;
      else throw new Error(`Never ${kinds.join(' or ')}, but ${JSON.stringify(step)}`);
    }
    throw new Error(`Never ${kinds.join(' or ')}`);
  }

  get about(): CallKey<'refund'> | null {
    const { call } = this.refund.dialogue;
    return call && keyOf(call);
  }
}

export const aRefund = (): RefundScript => new RefundScript();
export const ABSENT: Answer = { kind: 'absent' };
export const shows = (snapshot: Snapshot): Answer => ({ kind: 'snapshot', snapshot });
