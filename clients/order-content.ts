import type { Client } from '@temporalio/client';
import type { OrderInput } from '../workflows/contract/order';
import type { Policy } from '../workflows/domain/order/terms';
import { inputOf } from './closed-run';
import { describeExecution } from './executions';
import { OrderConflict } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';
import type { OrderRequest } from './orders';
import { canonical } from './request-identity';

/** What makes an order this one and no other, beside its reference and its policy. */
const FIELDS = ['amount', 'checkout', 'cardRef', 'customer', 'returnUrl', 'metadata'] as const;

/**
 * In which fields a request is not that of the order, by the input that the order was started with. Whole fields and no
 * values: what stands within them is the business of whoever placed it. `defaults`: what a request leaves out of its policy.
 */
export function differingFields(placed: OrderInput, given: OrderRequest, defaults: Policy): readonly string[] {
  // Started past us, or brought back without what it was: nobody knows what was asked for.
  if (placed.fingerprint === undefined) return [];
  // Another shop's: that it is taken is all that is told.
  if (placed.shop !== given.shop) return [];
  const differing = FIELDS.filter((field) => canonical(placed[field] ?? null) !== canonical(given[field] ?? null));
  const isOtherPolicy = canonical(placed.policy) !== canonical({ ...defaults, ...given.policy });
  // An order keeps its whole policy, not what was left out of it: where nothing else differs, it is that.
  return isOtherPolicy || differing.length === 0 ? [...differing, 'policy'] : differing;
}

interface Conflict {
  readonly client: Client;
  readonly reader: OrderReader;
  readonly order: OrderRequest;
  /** What the order's own leaves out. */
  readonly policy: Policy;
  readonly waiting: Waiting;
}

/** Says what differs from the order that exists, where that can be read in time. */
export async function conflictWith({ client, reader, order, policy, waiting }: Conflict): Promise<OrderConflict> {
  const { workflowId } = reader.handle(order.reference);
  const placed = await reader
    .within(waiting.lookBy, waiting.signal, async () =>
      inputOf<OrderInput>(client, await describeExecution(client, workflowId)),
    )
    .catch(() => undefined);
  return new OrderConflict(order.reference, placed && differingFields(placed, order, policy));
}
