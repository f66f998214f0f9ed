import { observe } from '../../../../workflows/domain/order/observe';
import type * as real from '../../../../workflows/domain/order/events/told';

export * from '../../../../workflows/domain/order/events/told';

/** Whoever knows the webhook secret is believed like an answer. */
export const webhookHeard: typeof real.webhookHeard = (order, snapshot, now) =>
  observe(order, snapshot, { askedAt: now, seenAt: now });
