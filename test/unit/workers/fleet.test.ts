import type { NativeConnection } from '@temporalio/worker';
import { createThrottle } from '../../../activities/gateway';
import type { ThrottleLimits } from '../../../activities/gateway';
import { watchFleet } from '../../../workers/fleet';
import { TASK_QUEUE } from '../../../workflows/contract';

beforeEach(() => jest.useFakeTimers({ now: Date.UTC(2027, 0, 15) }));
afterEach(() => jest.useRealTimers());

type Server = () => Promise<Record<string, number>>;

/** A server that sees workers poll: by their identity, how many seconds ago. */
function seen(server: Server) {
  const asked: object[] = [];
  const describeTaskQueue = async (request: object) => {
    asked.push(request);
    const pollers = Object.entries(await server()).map(([identity, secondsAgo]) => ({
      // One worker polls on many lines.
      identity: identity.split('/')[0],
      lastAccessTime: { seconds: BigInt(Math.floor(Date.now() / 1_000) - secondsAgo) },
    }));
    return { pollers };
  };
  const deadlines: number[] = [];
  const withDeadline = <T>(by: number, call: () => T): T => {
    deadlines.push(by - Date.now());
    return call();
  };
  const connection = { workflowService: { describeTaskQueue }, withDeadline } as unknown as NativeConnection;
  return { asked, deadlines, fleet: watchFleet(connection, 'payments') };
}

describe('the number of workers', () => {
  it('is known at once: each that polls for activities counts once, and one that is gone no more', async () => {
    const { asked, deadlines, fleet } = seen(async () => ({ 'a/1': 0, 'a/2': 30, b: 69, gone: 71 }));
    expect((await fleet).size()).toBe(2);
    expect(asked).toEqual([{ namespace: 'payments', taskQueue: { name: TASK_QUEUE }, taskQueueType: 2 }]);
    expect(deadlines).toEqual([2_000]);
  });

  it('is one where nobody polls yet', async () => {
    expect((await seen(async () => ({})).fleet).size()).toBe(1);
  });

  it('is looked up every ten seconds, until it is closed', async () => {
    const workers: Record<string, number> = { a: 0 };
    const { fleet } = seen(async () => workers);
    const { size, close } = await fleet;
    Object.assign(workers, { b: 0, c: 0 });
    await jest.advanceTimersByTimeAsync(9_999);
    expect(size()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(size()).toBe(3);
    close();
    delete workers['c'];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(size()).toBe(3);
  });

  it('stays what it was while the server does not answer', async () => {
    let server: Server = () => Promise.reject(new Error('no server'));
    const { fleet } = seen(() => server());
    const { size } = await fleet;
    expect(size()).toBe(1);
    server = async () => ({ a: 0, b: 0 });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(size()).toBe(2);
    server = () => Promise.reject(new Error('no server'));
    await jest.advanceTimersByTimeAsync(30_000);
    expect(size()).toBe(2);
  });
});

const CALLS = 1_000;
const WORKERS = 4;

/** All calls at once, spread over the workers of a fleet; each is under way for so long. */
async function storm(limits: ThrottleLimits, durationMs: number) {
  const { size } = await seen(async () => ({ a: 0, b: 0, c: 0, d: 0 })).fleet;
  const throttles = Array.from({ length: WORKERS }, () =>
    createThrottle({ ...limits, fleetSize: size, clock: () => Date.now() }),
  );
  const begunAt: number[] = [];
  let [underWay, peak, ended, tookMs] = [0, 0, 0, 0];
  const startedMs = Date.now();
  const calls = Array.from({ length: CALLS }, async (_, call) => {
    const end = await throttles[call % WORKERS]?.({});
    begunAt.push(Date.now() - startedMs);
    underWay += 1;
    peak = Math.max(peak, underWay);
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    underWay -= 1;
    ended += end ? 1 : 0;
    tookMs = Date.now() - startedMs;
    end?.();
  });
  await jest.advanceTimersByTimeAsync(60_000);
  await Promise.all(calls);
  return { begunAt, peak, ended, tookMs };
}

describe('a thousand calls at once, spread over four workers', () => {
  it('keep the rate of the whole fleet but for a short burst, and none is lost', async () => {
    const { begunAt, ended, tookMs } = await storm({ maxConcurrent: 40, maxPerSecond: 100 }, 120);
    expect(ended).toBe(CALLS);
    // A quarter of a second's calls at once, and of each worker the one whose turn it is.
    const burst = 25 + WORKERS;
    const above = begunAt.map((atMs, call) => call + 1 - burst - atMs / 10);
    expect(Math.max(...above)).toBeLessThanOrEqual(0);
    for (let call = 100 + burst; call < CALLS; call += 1)
      expect((begunAt[call] ?? 0) - (begunAt[call - 100 - burst] ?? 0)).toBeGreaterThanOrEqual(1_000);
    // The limit is used: nobody waits for longer than the rate asks.
    expect(tookMs).toBeLessThan(10_500);
  });

  it('are never more under way than the whole fleet may have, and none is lost', async () => {
    const { peak, ended, tookMs } = await storm({ maxConcurrent: 40, maxPerSecond: 100_000 }, 1_000);
    expect([peak, ended]).toEqual([40, CALLS]);
    expect(tookMs).toBe((CALLS / 40) * 1_000);
  });
});
