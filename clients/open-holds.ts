import type { Client } from '@temporalio/client';
import { PRE_AUTH_ORDER } from '../workflows/contract';
import { exposed, noExposure } from '../workflows/domain/exposure';
import type { Exposure } from '../workflows/domain/exposure';
import { glanceOf, referenceOf } from './order-glance';
import type { OrderGlance } from './orders';

/** Open orders with money on hold, soon to be decided or not. */
const OPEN_HOLDS = `WorkflowType = '${PRE_AUTH_ORDER}' AND ExecutionStatus = 'Running' AND HeldAmountMinor > 0`;
const PARKED = `WorkflowType = '${PRE_AUTH_ORDER}' AND ExecutionStatus = 'Running' AND Attention IS NOT NULL`;

const PAGE_SIZE = 1_000;
/** So that no caller reads the index for ever; what is beyond is said to be missing. */
const MAX_HOLDS = 50_000;

/** One after the other from the index, which is a moment behind. The caller sets the deadline of the client. */
export async function* openHolds(client: Client, atMost = MAX_HOLDS): AsyncGenerator<OrderGlance> {
  let left = atMost;
  for await (const info of client.workflow.list({ query: OPEN_HOLDS, pageSize: Math.min(PAGE_SIZE, atMost) })) {
    if (left === 0) return;
    left -= 1;
    const { workflowId: id, runId } = info;
    yield { ...glanceOf(info, { id, runId, url: null }), reference: referenceOf(id) };
  }
}

export const countParked = async (client: Client): Promise<number> => (await client.workflow.count(PARKED)).count;

/** What is on hold, by the time that is left to decide about it. */
export async function readExposure(client: Client, now: Date): Promise<Exposure> {
  let exposure = noExposure(now.toISOString());
  for await (const hold of openHolds(client)) exposure = exposed(exposure, hold);
  return exposure;
}
