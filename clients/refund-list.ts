import type { Client } from '@temporalio/client';
import { REFUND_ORDER, refundWorkflowId } from '../workflows/contract/refund';
import type { RefundInput } from '../workflows/contract/refund';
import { REFUND_STATES } from '../workflows/domain/refund/states';
import type { RefundState } from '../workflows/domain/refund/states';
import { inputOf } from './closed-run';
import { endOf, glanceWithEnd, isOvertaken } from './ended-orders';
import { listExecutions } from './executions';
import type { Execution } from './executions';
import { orderErrorOf } from './order-errors';
import { allRunsOf, attentionIn, attentionTerm, stateIn } from './order-glance';
import type { OrderReader } from './order-reader';
import { waitingOf } from './order-reader';
import type { CallOptions, OrderFilter, RefundGlance, RefundList } from './orders';

/** Refunds as the index has them; whose they are stands in what their workflows were started with, which needs no worker. */
export async function listRefunds(
  client: Client,
  reader: OrderReader,
  { attention, limit = 50 }: Pick<OrderFilter, 'attention' | 'limit'>,
  options: CallOptions,
): Promise<RefundList> {
  const { lookBy, signal } = waitingOf(options);
  try {
    return await reader.within(lookBy, signal, async () => {
      const found: Execution[] = [];
      for await (const run of listExecutions(client, queryOf(attention), limit + 1)) {
        if (run.abruptEnd && (await isOvertaken(client, run))) continue;
        if (found.push(run) > limit) break;
      }
      const refunds = await Promise.all(found.slice(0, limit).map(async (run) => glanceAt(client, reader, run)));
      return { refunds, more: found.length > limit };
    });
  } catch (error) {
    throw orderErrorOf(error, '');
  }
}

const queryOf = (attention: boolean | undefined): string =>
  [allRunsOf(REFUND_ORDER), ...(attention === undefined ? [] : [attentionTerm(attention)])].join(' AND ');

async function glanceAt(client: Client, reader: OrderReader, run: Execution): Promise<RefundGlance> {
  const { workflowId, runId } = run;
  // Not to be read is no reason to hide that it waits.
  const terms = (await inputOf<RefundInput>(client, run).catch(() => undefined))?.terms;
  const state = stateIn(run);
  const glance: RefundGlance = {
    refundReference: workflowId.slice(refundWorkflowId('').length),
    orderReference: terms?.orderReference ?? null,
    state: isRefundState(state) ? state : 'requested',
    amount: terms ? { value: terms.amountMinor, currency: terms.currency } : null,
    ...attentionIn(run),
    workflow: reader.link(workflowId, runId),
  };
  const ended = endOf(run);
  return ended ? glanceWithEnd(glance, ended, 'refund') : glance;
}

const isRefundState = (value: string | undefined): value is RefundState =>
  value !== undefined && Object.hasOwn(REFUND_STATES, value);
