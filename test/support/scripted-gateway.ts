import { GatewayError } from '../../activities/gateway';
import type { PluralGateway } from '../../activities/gateway';
import type { Snapshot, SnapshotPayment } from '../../workflows/domain/gateway/snapshot';

/** A gateway that has said what it says: one order, whose history is written by the test. Only a decision changes it. */
export interface ScriptedOrder {
  readonly created: Snapshot;
  /** What it answers to the first questions, one after the other; null: it does not answer. */
  readonly first?: (Snapshot | null)[];
  /** What it answers after them. */
  now: Snapshot | null;
  /** When it was last asked, and what is called when it is. */
  askedMs?: number;
  onAsked?: () => void;
}

const SILENCE = new GatewayError({ operation: 'getOrder', outcome: 'unknown', code: 'no-answer', reason: 'scripted' });

/** By `merchant_order_reference` and by the gateway's id. */
export function scriptedGateway(orders: ReadonlyMap<string, ScriptedOrder>): PluralGateway {
  const of = (name: string): ScriptedOrder => {
    const order = orders.get(name);
    if (!order) throw new Error('no such order in the script');
    return order;
  };
  const answer = async (name: string): Promise<Snapshot> => {
    const order = of(name);
    const { first = [], now } = order;
    const next = first.length > 0 ? first.shift() : now;
    order.askedMs = Date.now();
    order.onAsked?.();
    if (!next) throw SILENCE;
    return next;
  };
  const change = (id: string, status: 'voided' | 'captured', captures: SnapshotPayment['captures']): Snapshot => {
    const order = of(id);
    if (!order.now) throw SILENCE;
    return (order.now = decided(order.now, status, captures));
  };
  const script: Partial<PluralGateway> = {
    createOrder: async ({ reference }) => of(reference).created,
    getOrder: answer,
    getOrderByReference: answer,
    cancel: async (id) => change(id, 'voided', []),
    capture: async ({ gatewayOrderId, reference, amount }) =>
      change(gatewayOrderId, 'captured', [{ reference, amountMinor: amount.value }]),
  };
  // Whatever else were called would fail as an unknown outcome, and show as such.
  return script as PluralGateway;
}

/** The hold is captured, or let go. */
function decided(order: Snapshot, status: 'voided' | 'captured', captures: SnapshotPayment['captures']): Snapshot {
  const updatedAt = new Date(Date.parse(order.observedAt) + 10 * 86_400_000).toISOString();
  const payments = order.payments.map((payment) =>
    payment.status === 'authorised' ? { ...payment, status, captures, updatedAt } : payment,
  );
  return { ...order, status, payments };
}
