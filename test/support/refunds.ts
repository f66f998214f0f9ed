import { NotAllowed } from '../../clients/order-errors';
import type { CallOptions, Orders, RefundAnswer } from '../../clients/orders';
import { refundWorkflowId } from '../../workflows/contract/refund';
import type { RefundRequest, RefundView } from '../../workflows/contract/refund';
import { PLENTY } from './orders';
import type { OrderUnderTest, Shop } from './orders';

/**
 * Asks for two refunds of the same amount at once, each through a client of its own; for each, sorted, the state it
 * reached or the code with which it was refused.
 */
export async function racedRefunds(
  clients: readonly Pick<Orders, 'refund'>[],
  reference: string,
  amountMinor: number,
): Promise<string[]> {
  const amount = { value: amountMinor, currency: 'INR' };
  const outcomes = clients.map(async (orders, number) => {
    try {
      const refundReference = `${reference}-r${number + 1}`;
      const { refund } = await orders.refund(reference, { refundReference, amount, reason: 'raced' }, PLENTY);
      return refund?.state ?? 'unseen';
    } catch (error) {
      if (error instanceof NotAllowed) return error.code;
      throw error;
    }
  });
  return (await Promise.all(outcomes)).sort();
}

/** An answer with the refund as a worker sees it. */
type Seen = Pick<RefundAnswer, 'answered'> & { readonly refund: RefundView };
type Wish = Partial<Omit<RefundRequest, 'reason'>>;

/** Refunds in a shop, each under a reference of its own where none is given. */
export function refundsIn(shop: () => Shop) {
  let count = 0;
  const nextReference = (): string => `R-${(count += 1)}-${Date.now()}`;
  return {
    nextReference,
    /** An order whose workflow has closed after all of its hold was captured. */
    async captured(): Promise<OrderUnderTest> {
      const order = await shop().placeHeld();
      await shop().orders.confirmDelivery(order.reference);
      await order.result();
      return order;
    },
    async refund(
      { reference }: Pick<OrderUnderTest, 'reference'>,
      wish: Wish = {},
      options: CallOptions = {},
    ): Promise<Seen> {
      const request = { refundReference: nextReference(), reason: 'returned', ...wish };
      const { answered, refund } = await shop().orders.refund(reference, request, options);
      if (!refund) throw new Error(`No worker has seen refund ${request.refundReference}`);
      return { answered, refund };
    },
    /** Until the refund's workflow has ended, which tells the order first. */
    ended: (refund: Pick<RefundView, 'refundReference'> | null): Promise<unknown> =>
      shop()
        .environment.client.workflow.getHandle(refundWorkflowId(refund?.refundReference ?? ''))
        .result(),
    fault: (kind: 'commit-then-reset' | 'silence-without-commit' | 'reset-before-commit', times = 1): void =>
      shop().bench.simulator.control.setFaults([{ operation: 'refund', times, action: { kind } }]),
  };
}
