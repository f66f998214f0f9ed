import { NotAllowed } from '../../clients/order-errors';
import type { Orders } from '../../clients/orders';

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
      return (await orders.refund(reference, { refundReference, amount, reason: 'raced' })).refund.state;
    } catch (error) {
      if (error instanceof NotAllowed) return error.code;
      throw error;
    }
  });
  return (await Promise.all(outcomes)).sort();
}
