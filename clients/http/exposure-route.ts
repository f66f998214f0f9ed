import { READ_WITHIN_MS } from '../orders';
import { answers, exposure } from './answer-schemas';
import type { EdgeApp, EdgeDependencies } from './edge';
import { untilHungUp } from './edge';

/** How much money is on hold, and how soon it is decided about. */
export function exposureRoute(app: EdgeApp, { orders }: EdgeDependencies): void {
  app.get(
    '/exposure',
    {
      config: { access: ['orders', 'operator'] },
      schema: {
        tags: ['orders'],
        summary: 'Money on hold by the time that is left to decide about it',
        description:
          'Scopes: orders, operator. As of a moment ago; amounts in paisa. `truncated` says that not all was counted: ' +
          'there are too many holds, or the time was up.',
        response: answers({ 200: ['The exposure', exposure] }, 'temporal-unavailable'),
      },
    },
    async (_request, reply) => orders.exposure({ timeoutMs: READ_WITHIN_MS, signal: untilHungUp(reply) }),
  );
}
