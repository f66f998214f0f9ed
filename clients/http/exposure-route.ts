import { READ_WITHIN_MS } from '../orders';
import { answers } from './answer-schemas';
import type { EdgeApp } from './edge';
import { accessOf, READING, untilHungUp } from './edge';
import { exposure } from './view-schemas';

/** How much money is on hold, and how soon it is decided about. */
export function exposureRoute(app: EdgeApp): void {
  app.get(
    '/exposure',
    {
      config: { access: READING },
      schema: {
        tags: ['orders'],
        summary: 'Money on hold by the time that is left to decide about it',
        description:
          `${accessOf(READING)} Of the orders that the key reaches, as of a moment ago; amounts in paisa. ` +
          '`truncated` says that not all was counted: ' +
          'there are too many holds, or the time was up.',
        response: answers({ 200: ['The exposure', exposure] }, 'temporal-unavailable'),
      },
    },
    async (request, reply) => request.orders.exposure({ timeoutMs: READ_WITHIN_MS, signal: untilHungUp(reply) }),
  );
}
