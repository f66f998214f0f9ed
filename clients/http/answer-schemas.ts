import { z } from 'zod';
import { ACCEPTED_KINDS } from '../orders';
import type { Accepted } from '../orders';
import type { ProblemSlug } from './problems';
import { PROBLEMS, problemType } from './problems';
import { at, buyerView, checkoutToken, glance, order, refund } from './view-schemas';

/** What the edge answers, for the OpenAPI document. Answers are described here, not policed: see the serializer. */

const orderOrGlance = z.union([order, glance, buyerView]);

const accepted: z.ZodType<Accepted> = z
  .object({
    kind: z.enum(ACCEPTED_KINDS),
    key: z.string().describe('The Idempotency-Key, made up where none was sent: the same under it tells the outcome'),
    notAfter: at.nullable().describe('Later the order refuses it, if it was not carried out until then'),
  })
  .meta({
    id: 'Accepted',
    description:
      'It is durable and its outcome is not known yet. The order carries it out by itself, or refuses it, which then ' +
      'stands in its `wishes`, or of a refund in its refunds.',
  });
/** The one shape of 202, of orders and of refunds. */
export const acceptedOrder = z.object({
  accepted,
  order: orderOrGlance.nullable().describe('As it stands; null when nobody answers any more'),
});
export const acceptedPlacing = acceptedOrder.extend({ checkoutToken });
export const acceptedRefund = z.object({
  accepted,
  refund: refund.nullable().describe('As it stands; null when no worker has seen it'),
});
export const refundList = z.object({ refunds: z.array(refund) });
export const orderList = z.object({
  orders: z.array(glance),
  more: z.boolean().describe('Whether there are others beyond the limit'),
});

export const storedCard = z.object({
  cardRef: z.string(),
  expiresAt: at.describe('When the reference is gone'),
  brand: z.string(),
  last4: z.string(),
});

const problem = z
  .object({
    type: z.enum(Object.keys(PROBLEMS).map((slug) => problemType(slug as ProblemSlug))),
    title: z.string(),
    status: z.int(),
    advice: z.string().describe('What to do'),
    detail: z.string().exactOptional(),
    errors: z.array(z.object({ field: z.string(), reason: z.string() })).exactOptional(),
    code: z.string().exactOptional(),
    key: z.string().exactOptional(),
    order: orderOrGlance.exactOptional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });

interface Described {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

/** The `response` of a route: its answers, and the problems it can end with by their slugs. */
export function answers(
  good: Readonly<Record<number, readonly [string, z.ZodType]>>,
  ...slugs: ProblemSlug[]
): Record<number, Described> {
  const described: Record<number, Described> = {};
  for (const [status, [description, schema]] of Object.entries(good)) {
    described[Number(status)] = { description, content: { 'application/json': { schema } } };
  }
  for (const slug of slugs) {
    const { status, title } = PROBLEMS[slug];
    const also = described[status] ? `${described[status].description}; or: ` : '';
    described[status] = {
      description: `${also}${title} (\`${slug}\`)`,
      content: { 'application/problem+json': { schema: problem } },
    };
  }
  return described;
}
