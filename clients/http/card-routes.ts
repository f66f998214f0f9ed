import { Secret } from '../../activities/vault';
import { createBuyerDesk } from '../buyer-desk';
import { cardRequest } from '../request-schemas';
import { answers, storedCard } from './answer-schemas';
import type { EdgeApp, EdgeDependencies } from './edge';

/** The only route that sees a card number. It answers with a reference; the card itself goes into the vault. */
export function cardRoutes(app: EdgeApp, dependencies: EdgeDependencies): void {
  const buyer = createBuyerDesk(dependencies);
  app.post(
    '/cards',
    {
      config: { access: ['cards'] },
      schema: {
        tags: ['cards'],
        summary: 'Keep a card for one payment',
        description: 'Scope: cards. The reference can be used for one order, until it expires.',
        body: cardRequest,
        response: answers({ 201: ['The card is kept', storedCard] }, 'invalid-request', 'vault-unavailable'),
      },
    },
    async (request, reply) => reply.code(201).send(await buyer.keepCard(new Secret(request.body))),
  );
}
