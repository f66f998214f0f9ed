import { READ_WITHIN_MS } from '../orders';
import { orderParams } from '../request-schemas';
import { answers, refundList } from './answer-schemas';
import type { EdgeApp } from './edge';
import { accessOf, READING, untilHungUp } from './edge';

/** The refunds of an order, whether or not its workflow is still open. Messages to them are in message-routes.ts. */
export function refundRoutes(app: EdgeApp): void {
  app.get(
    '/orders/:reference/refunds',
    {
      config: { access: READING },
      schema: {
        tags: ['refunds'],
        summary: 'Read the refunds of an order',
        description: `${accessOf(READING)} The oldest first.`,
        params: orderParams,
        response: answers(
          { 200: ['The refunds', refundList] },
          'invalid-request',
          'order-not-found',
          'temporal-unavailable',
        ),
      },
    },
    async (request, reply) => ({
      refunds: await request.orders.refunds(request.params.reference, {
        timeoutMs: READ_WITHIN_MS,
        signal: untilHungUp(reply),
      }),
    }),
  );
}
