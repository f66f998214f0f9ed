import type { PluralGateway } from '../../activities/gateway';
import type { Snapshot } from '../../workflows/domain/snapshot';

/** A gateway that has said what it says: one order, whose history is written by the test. Only a cancel changes it. */
export interface ScriptedOrder {
  readonly created: Snapshot;
  /** What it answers when it is asked; null: it does not answer. */
  now: Snapshot | null;
}

/** By `merchant_order_reference` and by the gateway's id. */
export function scriptedGateway(orders: ReadonlyMap<string, ScriptedOrder>): PluralGateway {
  const of = (name: string): ScriptedOrder => {
    const order = orders.get(name);
    if (!order) throw new Error('no such order in the script');
    return order;
  };
  const answer = async (name: string): Promise<Snapshot> => {
    const { now } = of(name);
    if (!now) throw new Error('no answer');
    return now;
  };
  const script: Partial<PluralGateway> = {
    createOrder: async ({ reference }) => of(reference).created,
    getOrder: answer,
    getOrderByReference: answer,
    async cancel(id) {
      const order = of(id);
      if (!order.now) throw new Error('no answer');
      return (order.now = cancelled(order.now));
    },
  };
  // Whatever else were called would fail as an unknown outcome, and show as such.
  return script as PluralGateway;
}

function cancelled(order: Snapshot): Snapshot {
  const updatedAt = new Date(Date.parse(order.observedAt) + 10 * 86_400_000).toISOString();
  const payments = order.payments.map((payment) =>
    payment.status === 'AUTHORIZED' ? { ...payment, status: 'CANCELLED' as const, updatedAt } : payment,
  );
  return { ...order, status: 'CANCELLED', payments };
}
