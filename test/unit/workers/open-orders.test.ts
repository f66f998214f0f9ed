import { ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { readExposure } from '../../../clients/open-holds';
import { TemporalUnavailable } from '../../../clients/order-errors';
import { OrderReader } from '../../../clients/order-reader';
import { createOpenOrders } from '../../../workers/open-orders';
import { indexed, NOW, pageOf } from './index-fixture';
import type { Asked, Entry, Page } from './index-fixture';

const HOUR_MS = 3_600_000;
beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

/** A client whose index holds these orders; `read` counts the entries that were asked for. */
function clientOf(
  holds: readonly Entry[],
  withoutHold: readonly Entry[] = [],
  { handle = {}, ended = [] }: { readonly handle?: object; readonly ended?: readonly Entry[] } = {},
) {
  const read = { withoutHold: 0 };
  const listWorkflowExecutions = async (asked: Asked): Promise<Page> => {
    const { query } = asked;
    if (query.includes("'Terminated'")) return pageOf(ended, asked);
    if (query.includes('HeldAmountMinor > 0')) return pageOf(holds.filter(isMeant(query)), asked);
    expect(query).toContain('GatewayOrderId IS NOT NULL AND HeldAmountMinor = 0');
    const page = pageOf(withoutHold, asked);
    read.withoutHold += page.executions.length;
    return page;
  };
  const describeOf = (workflowId: string) => async () => ({
    raw: { workflowExecutionInfo: ended.find(({ execution }) => execution.workflowId === workflowId) },
  });
  const client = {
    options: { namespace: 'default' },
    withDeadline: <T>(_by: number, call: () => T): T => call(),
    workflowService: { listWorkflowExecutions },
    workflow: {
      count: async () => ({ count: 3 }),
      getHandle: (workflowId: string) => ({ workflowId, describe: describeOf(workflowId), ...handle }),
    },
  };
  return { client: client as unknown as Client, read };
}

/** Those decided about until the instant that is named, or all the others. */
function isMeant(query: string): (entry: Entry) => boolean {
  const [, sign, instant = ''] = /DecideAt (<=|>) '(.+?)'/.exec(query) ?? [];
  const isSoon = ({ decideAtMs }: Entry): boolean => decideAtMs !== null && decideAtMs <= Date.parse(instant);
  return sign === '<=' ? isSoon : (entry) => !isSoon(entry);
}

const grpcError = (code: number): Error => Object.assign(new Error('grpc'), { code, details: '', metadata: {} });

/** A client that needs so long for each page, and gives up at its deadline as gRPC does; in the end it may fail. */
function slowClientOf(holds: readonly Entry[], pageMs: number, pageSize: number, failure?: Error): Client {
  let deadlineMs = Infinity;
  const page = async (): Promise<void> => {
    const leftMs = deadlineMs - Date.now();
    await new Promise((resolve) => setTimeout(resolve, Math.min(pageMs, leftMs)));
    if (pageMs > leftMs) throw new ServiceError('late', { cause: grpcError(4) });
  };
  const listWorkflowExecutions = async (asked: Asked): Promise<Page> => {
    const meant = asked.query.includes("'Terminated'") ? [] : holds.filter(isMeant(asked.query));
    if (meant.length === 0) return pageOf([], asked);
    if (failure && asked.nextPageToken) throw failure;
    await page();
    const { executions, nextPageToken } = pageOf(meant, { ...asked, pageSize });
    return { executions, nextPageToken: failure ? Buffer.from('more') : nextPageToken };
  };
  const withDeadline = <T>(by: number, call: () => T): T => {
    deadlineMs = by;
    return call();
  };
  const workflowService = { listWorkflowExecutions };
  return { options: { namespace: 'default' }, withDeadline, workflowService } as unknown as Client;
}

const many = (count: number, heldMinor: number): Entry[] =>
  Array.from({ length: count }, (_, order) => indexed(`${heldMinor > 0 ? 'HELD' : 'NONE'}-${order}`, heldMinor));
const references = (orders: readonly { readonly reference: string }[]): string[] =>
  orders.map(({ reference }) => reference);

describe('what the watchdog compares', () => {
  const WANTED = { withinMs: 6 * HOUR_MS, sample: 5 };

  it('is all holds decided about soon, a sample of the others, and one of the orders that believe there is none', async () => {
    const near = [indexed('SOON', 100, HOUR_MS), indexed('OVERDUE', 200, -HOUR_MS)];
    const { client } = clientOf([...many(40, 100), ...near], many(40, 0));
    const { holds, exposure, parked } = await createOpenOrders(client).findHolds(WANTED);
    expect(references(holds.slice(0, 2))).toEqual(['SOON', 'OVERDUE']);
    expect(holds.slice(2).map(({ heldMinor }) => heldMinor)).toEqual([...Array(5).fill(100), ...Array(5).fill(0)]);
    expect(new Set(references(holds)).size).toBe(12);
    expect(holds[0]).toEqual({ reference: 'SOON', gatewayOrderId: 'v1-SOON', heldMinor: 100 });
    // What believes that nothing is on hold adds nothing to it.
    expect([exposure.total, exposure.truncated, parked]).toEqual([
      { count: 42, amount: { value: 4_300, currency: 'INR' } },
      false,
      3,
    ]);
  });

  it('is also every order whose workflow ended before it was settled, once, and not one that goes on in another run', async () => {
    const ended = [indexed('ENDED', 300, -HOUR_MS, { status: 5 })];
    const { client } = clientOf(many(2, 100), [], { ended });
    const found = await createOpenOrders(client).findHolds(WANTED);
    expect(found.ended).toEqual([{ reference: 'ENDED', gatewayOrderId: 'v1-ENDED', heldMinor: 300 }]);
    expect(references(found.holds)).toEqual(['ENDED', 'HELD-0', 'HELD-1']);
    expect(found.exposure).toMatchObject({ total: { count: 3 }, ended: { count: 1, amount: { value: 300 } } });

    const handle = {
      describe: async () => ({ raw: { workflowExecutionInfo: { ...ended[0], execution: { runId: 'next' } } } }),
    };
    const revived = await createOpenOrders(clientOf([], [], { ended, handle }).client).findHolds(WANTED);
    expect(revived).toMatchObject({ ended: [], exposure: { ended: { count: 0 } } });
  });

  it('gives each order that believes nothing is on hold the same chance', async () => {
    const { client } = clientOf([], many(10, 0));
    const orders = createOpenOrders(client);
    const counts = new Map<string, number>();
    for (let audit = 0; audit < 2_000; audit += 1)
      for (const reference of references((await orders.findHolds({ ...WANTED, sample: 2 })).holds))
        counts.set(reference, (counts.get(reference) ?? 0) + 1);
    // 400 each; seven standard deviations.
    for (const count of counts.values()) expect(Math.abs(count - 400)).toBeLessThan(125);
    expect(counts.size).toBe(10);
  });

  it('reads no more than 5,000 of those, however many there are', async () => {
    const { client, read } = clientOf([], many(5_500, 0));
    expect((await createOpenOrders(client).findHolds(WANTED)).holds).toHaveLength(5);
    expect(read.withoutHold).toBe(5_000);
  });
});

describe('the exposure', () => {
  it.each([
    [3, false],
    [4, true],
  ])('of %d holds, where three are counted, says whether that is all: truncated %s', async (count, truncated) => {
    const { client } = clientOf(many(count, 100));
    const exposure = await readExposure(client, new Date(), { atMost: 3 });
    expect(exposure).toMatchObject({ total: { count: 3, amount: { value: 300 } }, truncated });
  });

  it('of too many leaves out those that are decided about later', async () => {
    const [overdue, soon] = [indexed('OVERDUE', 200, -HOUR_MS), indexed('SOON', 100, HOUR_MS)];
    const { client } = clientOf([...many(4, 1), indexed('LATER', 1, 48 * HOUR_MS), overdue, soon]);
    const exposure = await readExposure(client, new Date(), { atMost: 2 });
    expect(exposure).toMatchObject({ total: { count: 2, amount: { value: 300 } }, truncated: true });
  });
});

describe('the exposure that takes longer than the call may', () => {
  const PAGE = 1_000;
  const ofSlowPages = (pageMs: number) =>
    new OrderReader(slowClientOf(many(5 * PAGE, 100), pageMs, PAGE)).exposure(WAITS);
  const WAITS = { timeoutMs: 3_000 };

  it('is what was counted in time, and says that there is more', async () => {
    const exposure = ofSlowPages(1_400);
    await jest.advanceTimersByTimeAsync(WAITS.timeoutMs);
    expect(await exposure).toMatchObject({
      total: { count: 2 * PAGE, amount: { value: 200 * PAGE } },
      truncated: true,
    });
  });

  it('is an error where nothing was counted in time', async () => {
    const refused = expect(ofSlowPages(3_100)).rejects.toThrow(TemporalUnavailable);
    await jest.advanceTimersByTimeAsync(WAITS.timeoutMs);
    await refused;
  });

  it('is an error where the server refuses to tell the rest', async () => {
    const refusal = new ServiceError('refused', { cause: grpcError(7) });
    const client = slowClientOf(many(PAGE, 100), 0, PAGE, refusal);
    const refused = expect(new OrderReader(client).exposure(WAITS)).rejects.toBe(refusal);
    await jest.advanceTimersByTimeAsync(0);
    await refused;
  });
});

describe('an order that is made to ask', () => {
  const REQUEST = { actor: 'watchdog', reason: 'the gateway shows nothing on hold' };
  const closed = new WorkflowNotFoundError('closed', 'preauth-ORD', 'run');
  const ended = (view: Promise<object>) => ({
    startUpdate: () => Promise.reject(closed),
    executeUpdate: () => Promise.reject(closed),
    query: () => view,
    describe: async () => ({ raw: { workflowExecutionInfo: indexed('ORD', 0, undefined, { status: 2 }) } }),
  });
  const recheck = (handle: object) => createOpenOrders(clientOf([], [], { handle }).client).recheck('ORD', REQUEST);

  it('is believed as it has ended, where it has ended meanwhile', async () => {
    const view = { reference: 'ORD', ledger: { held: { value: 0, currency: 'INR' } } };
    expect(await recheck(ended(Promise.resolve(view)))).toEqual({ heldMinor: 0 });
  });

  it('has said nothing where no worker answers', async () => {
    expect(await recheck(ended(Promise.reject(new Error('no worker'))))).toBeNull();
  });
});
