import type { Client } from '@temporalio/client';
import { PRE_AUTH_ORDER } from '../workflows/contract/order';
import { exposed, noExposure } from '../workflows/domain/holds/exposure';
import type { Exposure, OpenHold } from '../workflows/domain/holds/exposure';
import { DAY_MS } from '../workflows/domain/values/time';
import { endedOrders } from './ended-orders';
import { listExecutions } from './executions';
import { glanceOf, shopTerm } from './order-glance';
import type { OrderGlance } from './orders';
import type { ShopFilter } from './shops';

const OPEN = `WorkflowType = '${PRE_AUTH_ORDER}' AND ExecutionStatus = 'Running'`;
/** Open orders with money on hold, soon to be decided or not. */
export const OPEN_HOLDS = `${OPEN} AND HeldAmountMinor > 0`;
/** Open orders that the gateway knows, and that believe nothing is on hold: unpaid, given up, or about to end. */
const WITHOUT_HOLD = `${OPEN} AND GatewayOrderId IS NOT NULL AND HeldAmountMinor = 0`;
const PARKED = `${OPEN} AND Attention IS NOT NULL`;

const PAGE_SIZE = 1_000;
/** Limits how long one caller reads the index; the sum then says that it is truncated. */
const MAX_HOLDS = 50_000;

/**
 * The orders that a query finds, the newest first, from the index, which is a moment behind. The caller sets the
 * deadline of the client.
 */
async function* listed(client: Client, query: string): AsyncGenerator<OrderGlance> {
  for await (const info of listExecutions(client, query, PAGE_SIZE)) {
    const { workflowId: id, runId } = info;
    yield glanceOf(info, { id, runId, url: null });
  }
}

/** The newest open orders that believe nothing is on hold. */
export async function* openWithoutHold(client: Client, atMost: number): AsyncGenerator<OrderGlance> {
  let left = atMost;
  for await (const order of listed(client, WITHOUT_HOLD)) {
    yield order;
    left -= 1;
    if (left === 0) return;
  }
}

export const countParked = async (client: Client): Promise<number> => (await client.workflow.count(PARKED)).count;

interface ExposureOptions {
  /** Is shown every hold that counts, and the sum so far. */
  readonly see?: (hold: OrderGlance, soFar: Exposure, by: OpenHold['by']) => void;
  /** @default 50_000 */
  readonly atMost?: number;
  /** @default all shops */
  readonly shop?: ShopFilter;
}

/** What is on hold, by the time that is left to decide about it. */
export async function readExposure(
  client: Client,
  now: Date,
  { see = () => undefined, atMost = MAX_HOLDS, shop }: ExposureOptions = {},
): Promise<Exposure> {
  let exposure = noExposure(now.toISOString());
  for await (const { by, hold } of soonestHolds(client, now, shop && ` AND ${shopTerm(shop)}`)) {
    if (exposure.total.count === atMost) return { ...exposure, truncated: true };
    exposure = exposed(exposure, { ...hold, by });
    see(hold, exposure, by);
  }
  return exposure;
}

interface FoundHold {
  readonly hold: OrderGlance;
  readonly by: OpenHold['by'];
}

/**
 * First the holds that nobody looks after, then those that are decided about within a day, because the index cannot
 * sort: of too many, only later ones are left out.
 */
async function* soonestHolds(client: Client, now: Date, also = ''): AsyncGenerator<FoundHold> {
  const tomorrow = `'${new Date(now.getTime() + DAY_MS).toISOString()}'`;
  for await (const hold of endedOrders(client, ` AND HeldAmountMinor > 0${also}`)) yield { hold, by: 'nobody' };
  yield* lookedAfter(client, `${OPEN_HOLDS} AND DecideAt <= ${tomorrow}${also}`);
  yield* lookedAfter(client, `${OPEN_HOLDS} AND (DecideAt > ${tomorrow} OR DecideAt IS NULL)${also}`);
}

async function* lookedAfter(client: Client, query: string): AsyncGenerator<FoundHold> {
  for await (const hold of listed(client, query)) yield { hold, by: hold.attention === null ? 'workflow' : 'person' };
}
