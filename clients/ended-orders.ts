import type { Client } from '@temporalio/client';
import { PRE_AUTH_ORDER } from '../workflows/contract/order';
import type { OrderView } from '../workflows/contract/order';
import type { RefundView } from '../workflows/contract/refund';
import type { Instant } from '../workflows/domain/values/time';
import { describeExecution, ENDED_ABRUPTLY, listExecutions } from './executions';
import type { AbruptEnd, Execution } from './executions';
import { NotAllowed } from './order-errors';
import { glanceOf } from './order-glance';
import type { OrderGlance } from './orders';

/* A workflow that has ended is not an order that has ended: what that means to everybody who looks. */

/** How and when the workflow of an order, or of a refund, ended before the order or refund did. */
export interface Ended {
  readonly how: AbruptEnd;
  readonly at: Instant;
}

/** Whether money may still move, or nobody knows whether it did: then the order needs a workflow. */
export const isUnsettled = ({ final }: OrderView): boolean => !final;

export const isUnsettledRefund = ({ state }: RefundView): boolean => state === 'requested' || state === 'pending';

/** How the workflow ended, where it did before its time. */
export const endOf = ({ abruptEnd, closedAt }: Execution): Ended | null =>
  abruptEnd && { how: abruptEnd, at: closedAt ?? new Date(0).toISOString() };

const HOW = {
  failed: 'has failed',
  cancelled: 'was cancelled',
  terminated: 'was terminated',
  'timed out': 'has timed out',
} as const satisfies Record<AbruptEnd, string>;

const reasonOf = ({ how }: Ended, what: 'order' | 'refund'): string =>
  `The workflow of the ${what} ${HOW[how]} before the ${what} was settled: nobody looks after it`;

const ADVICE = {
  order:
    'Revive it: holdfast order revive, or POST /v1/orders/{reference}/revive; it asks the gateway before it sends anything',
  refund:
    'Revive it: holdfast refund revive, or POST /v1/orders/{reference}/refunds/{refundReference}/revive; it asks the gateway before it sends anything',
} as const;

const attentionOf = (ended: Ended, what: 'order' | 'refund'): NonNullable<OrderView['attention']> => ({
  code: 'workflow-ended',
  reason: reasonOf(ended, what),
  since: ended.at,
  advice: ADVICE[what],
});

/** A view that was true when its workflow ended, corrected: since then it waits for a person and for nothing else. */
export function withEnd<View extends Pick<OrderView, 'attention' | 'waitingFor'>>(
  view: View,
  ended: Ended,
  what: 'order' | 'refund' = 'order',
): View {
  const attention = attentionOf(ended, what);
  return { ...view, attention, waitingFor: `A person: ${attention.reason}.` };
}

/** An order whose workflow ended before its time: nobody has settled it, and no buyer has anything to do. */
export const endedOrder = (order: OrderView, ended: Ended): OrderView => ({
  ...withEnd(order, ended),
  settledBy: null,
  nextAction: null,
});

/** The same for what the index alone tells. */
export const glanceWithEnd = <Glance extends Pick<OrderGlance, 'attention' | 'attentionSince'>>(
  glance: Glance,
  ended: Ended,
  what: 'order' | 'refund' = 'order',
): Glance => ({ ...glance, attention: reasonOf(ended, what), attentionSince: ended.at });

/** The error for a message that reaches no workflow any more. */
export const endedRefusal = ({ how }: Ended, what: 'order' | 'refund' = 'order'): NotAllowed =>
  new NotAllowed(`The workflow of the ${what} ${HOW[how]} before the ${what} was settled: revive it`, 'workflow-ended');

/** Whether the run's order goes on in a later run. */
export async function isOvertaken(client: Client, { workflowId, runId }: Execution): Promise<boolean> {
  return (await describeExecution(client, workflowId)).runId !== runId;
}

/**
 * Orders whose workflow ended before they were settled, as the index has them. Every abrupt end counts, because the
 * workflow of a settled order comes to its own end: also that of an order with nothing on hold that still watched for a
 * late authorisation. The caller sets the deadline of the client.
 */
export async function* endedOrders(client: Client, also = ''): AsyncGenerator<OrderGlance> {
  const query = `WorkflowType = '${PRE_AUTH_ORDER}' AND ${ENDED_ABRUPTLY}${also}`;
  for await (const execution of listExecutions(client, query, ENDED_PAGE)) {
    const ended = endOf(execution);
    if (!ended || (await isOvertaken(client, execution))) continue;
    const { workflowId: id, runId } = execution;
    yield glanceWithEnd(glanceOf(execution, { id, runId, url: null }), ended);
  }
}

const ENDED_PAGE = 100;
