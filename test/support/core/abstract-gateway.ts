import type { CallKind } from '../../../workflows/domain/policy';
import type { OrderStatus, PaymentStatus, Snapshot } from '../../../workflows/domain/snapshot';
import { plus } from '../../../workflows/domain/time';
import { GATEWAY_ORDER_ID, START, TERMS } from './words';

/**
 * A gateway reduced to money and time, for exploring the core: no network, one order, a clock of its own. What it does
 * with a request, and when, is for the explorer to say.
 */

/** `strict` judges by the order's status, `lax` by the hold alone; `forgetful` does so and takes a repeat for a new request. */
type Strictness = 'strict' | 'lax' | 'forgetful';

export interface GatewayTraits {
  readonly strictness: Strictness;
  /** How fine its stamps are; 0: it gives none. */
  readonly clockMs: number;
  /** What becomes of the remainder of a partial capture: released with it, after this time, or never. */
  readonly remainderAfterMs: number | null;
}

export interface GatewayRequest {
  readonly kind: CallKind;
  readonly reference: string;
  readonly amountMinor: number;
}

export interface Payment {
  readonly id: string;
  readonly reference: string;
  readonly createdAtMs: number;
  status: PaymentStatus;
  updatedAtMs: number;
  wasHeld: boolean;
  captures: { reference: string; amountMinor: number }[];
}

interface Travelling {
  readonly atMs: number;
  readonly request: GatewayRequest;
}

type Verdict = 'done' | 'refused';

export class AbstractGateway {
  nowMs = 0;
  readonly payments: Payment[] = [];
  /** Requests that will still be processed. */
  travelling: Travelling[] = [];
  /** Amounts that captures really took, in order. */
  readonly captured: number[] = [];
  private exists = false;
  private isCancelled = false;
  private hasFailed = false;
  private past: { readonly fromMs: number; readonly snapshot: Snapshot | null }[] = [{ fromMs: 0, snapshot: null }];

  constructor(readonly traits: GatewayTraits) {}

  get heldMinor(): number {
    return this.live() ? TERMS.amountMinor - sum(this.live()?.captures ?? []) : 0;
  }

  /** Time passes; what was travelling arrives on the way. */
  advance(toMs: number): void {
    for (;;) {
      const [next] = [...this.travelling].sort((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > toMs) break;
      this.travelling = this.travelling.filter((one) => one !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.process(next.request);
    }
    this.nowMs = Math.max(this.nowMs, toMs);
    const { remainderAfterMs } = this.traits;
    const rest = this.payments.find(({ status, captures }) => status === 'AUTHORIZED' && captures.length > 0);
    if (rest && remainderAfterMs !== null && this.nowMs >= rest.updatedAtMs + remainderAfterMs)
      this.change(rest, 'PROCESSED');
  }

  travel(request: GatewayRequest, atMs: number): void {
    this.travelling.push({ request, atMs });
  }

  /** Everything that a webhook may still tell, the newest first. */
  get news(): readonly Snapshot[] {
    return this.past.flatMap(({ snapshot }) => (snapshot ? [snapshot] : [])).reverse();
  }

  /** The order as it was so long ago; null where it was not known then. */
  snapshot(agoMs = 0): Snapshot | null {
    const then = this.past.findLast(({ fromMs }) => fromMs <= this.nowMs - agoMs);
    const snapshot = then?.snapshot ?? null;
    return snapshot && { ...snapshot, observedAt: plus(START, this.nowMs) };
  }

  process(request: GatewayRequest): Verdict {
    const verdict = this.judge(request);
    this.remember();
    return verdict;
  }

  /** The buyer, the bank or time changes a payment. */
  change(payment: Payment, status: PaymentStatus): void {
    Object.assign(payment, { status, updatedAtMs: this.nowMs, wasHeld: payment.wasHeld || status === 'AUTHORIZED' });
    this.remember();
  }

  failCapture(reference: string): void {
    const payment = this.live();
    if (!payment) return;
    payment.captures = [{ reference, amountMinor: TERMS.amountMinor }];
    this.hasFailed = true;
    this.change(payment, 'FAILED');
  }

  private live(): Payment | undefined {
    return this.payments.find(({ status }) => status === 'AUTHORIZED');
  }

  private judge(request: GatewayRequest): Verdict {
    switch (request.kind) {
      case 'createOrder':
        this.exists = true;
        return 'done';
      case 'createPayment':
        return this.pay(request);
      case 'capture':
        return this.capture(request);
      case 'cancel':
        return this.cancel();
    }
  }

  private pay({ reference }: GatewayRequest): Verdict {
    const { strictness } = this.traits;
    if (!this.exists) return 'refused';
    if (strictness !== 'forgetful' && this.payments.some((payment) => payment.reference === reference))
      return 'refused';
    const busy = this.payments.some(({ status }) => status !== 'FAILED');
    if (strictness === 'strict' && (busy || this.isCancelled || this.hasFailed)) return 'refused';
    const id = `v1-payment-${this.payments.length + 1}`;
    this.payments.push({
      id,
      reference,
      createdAtMs: this.nowMs,
      status: 'PENDING',
      updatedAtMs: this.nowMs,
      wasHeld: false,
      captures: [],
    });
    return 'done';
  }

  private capture({ reference, amountMinor }: GatewayRequest): Verdict {
    const { strictness, remainderAfterMs } = this.traits;
    const payment = this.live();
    if (strictness === 'strict' && this.status() !== 'AUTHORIZED') return 'refused';
    if (strictness !== 'forgetful' && this.captured.length > 0) return 'refused';
    if (!payment || sum(payment.captures) + amountMinor > TERMS.amountMinor) return 'refused';
    payment.captures = [...payment.captures, { reference, amountMinor }];
    this.captured.push(amountMinor);
    const isAll = sum(payment.captures) === TERMS.amountMinor;
    this.change(payment, isAll || remainderAfterMs === 0 ? 'PROCESSED' : 'AUTHORIZED');
    return 'done';
  }

  private cancel(): Verdict {
    const payment = this.live();
    const pending =
      this.traits.strictness === 'strict' ? [] : this.payments.filter(({ status }) => status === 'PENDING');
    if ((!payment && pending.length === 0) || (payment?.captures.length ?? 0) > 0) return 'refused';
    this.isCancelled = true;
    for (const one of payment ? [payment] : pending) this.change(one, 'CANCELLED');
    return 'done';
  }

  private status(): OrderStatus {
    const has = (status: PaymentStatus): boolean => this.payments.some((payment) => payment.status === status);
    if (this.captured.length > 0)
      return sum(this.payments.flatMap(({ captures }) => captures)) < TERMS.amountMinor
        ? 'PARTIALLY_CAPTURED'
        : 'PROCESSED';
    if (has('AUTHORIZED')) return 'AUTHORIZED';
    if (this.isCancelled) return 'CANCELLED';
    if (this.hasFailed) return 'FAILED';
    if (has('PENDING')) return 'PENDING';
    return this.payments.length > 0 ? 'ATTEMPTED' : 'CREATED';
  }

  private remember(): void {
    this.past.push({ fromMs: this.nowMs, snapshot: this.exists ? this.current() : null });
  }

  private current(): Snapshot {
    const { clockMs } = this.traits;
    const stamp = (ms: number) => (clockMs === 0 ? {} : { updatedAt: plus(START, Math.floor(ms / clockMs) * clockMs) });
    const { reference, amountMinor, currency } = TERMS;
    return {
      gatewayOrderId: GATEWAY_ORDER_ID,
      reference,
      amountMinor,
      currency,
      preAuth: true,
      status: this.status(),
      observedAt: plus(START, this.nowMs),
      payments: this.payments.map(({ id, reference: own, status, updatedAtMs, captures }) => ({
        id,
        reference: own,
        status,
        amountMinor,
        captures,
        ...stamp(updatedAtMs),
      })),
    };
  }
}

const sum = (captures: readonly { amountMinor: number }[]): number =>
  captures.reduce((total, one) => total + one.amountMinor, 0);
