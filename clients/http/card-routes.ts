import { Secret } from '../../activities/vault';
import { createBuyerDesk } from '../buyer-desk';
import { cardRequest } from '../request-schemas';
import { answers, storedCard } from './answer-schemas';
import type { EdgeApp, EdgeDependencies } from './edge';
import { accessOf } from './edge';

/** The only route that sees a card number. It answers with a reference; the card itself goes into the vault. */
export function cardRoutes(app: EdgeApp, dependencies: EdgeDependencies): void {
  app.post(
    '/cards',
    {
      config: { access: ['cards'] },
      schema: {
        tags: ['cards'],
        summary: 'Keep a card for one payment',
        description: `${accessOf(['cards'])} The reference can be used for one order, until it expires: kept by a token, for that of the token.`,
        body: cardRequest,
        response: answers({ 201: ['The card is kept', storedCard] }, 'invalid-request', 'vault-unavailable'),
      },
    },
    async (request, reply) => {
      const { orders, caller } = request;
      const buyer = createBuyerDesk({ ...dependencies, orders });
      const kept = await buyer.keepCard(new Secret(request.body));
      // A token opens one order, and so does the card that is kept by it.
      if (caller?.reach.kind === 'order') await dependencies.vault.claim(kept.cardRef, caller.reach.reference);
      return reply.code(201).send(kept);
    },
  );
}
