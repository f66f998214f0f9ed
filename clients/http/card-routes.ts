import { Secret } from '../../activities/vault';
import { answers, storedCard } from './answer-schemas';
import { brandOf, cardErrors } from './cards';
import type { EdgeApp, EdgeDependencies } from './edge';
import { invalidFields } from './problems';
import { cardRequest } from './request-schemas';

/** The only route that sees a card number. It answers with a reference; the card itself goes into the vault. */
export function cardRoutes(app: EdgeApp, { vault, clock }: EdgeDependencies): void {
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
    async (request, reply) => {
      const card = request.body;
      const errors = cardErrors(card, clock());
      if (errors.length > 0) throw invalidFields(...errors);
      const { ref, expiresAt } = await vault.put('card', new Secret(card));
      return reply.code(201).send({
        cardRef: ref,
        expiresAt,
        brand: brandOf(card.number),
        last4: card.number.slice(-4),
      });
    },
  );
}
