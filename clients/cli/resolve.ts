import { z } from 'zod';
import type { Answer, CallOptions } from '../orders';
import { words } from '../request-schemas';

/* MERGE: `Orders.resolve` and its schema belong to the port; when they are there this file goes, and `Desk.orders` is `Orders`. */

export const resolveRequest = z.strictObject({
  as: z.enum(['captured', 'released', 'declined'], { error: 'captured, released or declined' }),
  actor: words(100),
  reason: words(200),
  force: z.boolean().exactOptional(),
});

export interface Resolving {
  resolve(reference: string, request: z.output<typeof resolveRequest>, options?: CallOptions): Promise<Answer>;
}
