import type { NativeConnection } from '@temporalio/worker';
import { createThrottle } from '../../../activities/gateway';
import type { ThrottleLimits } from '../../../activities/gateway';
import { createFleet } from '../../../workers/fleet';
import { TASK_QUEUE } from '../../../workflows/contract/common';

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
  return { asked, deadlines, fleet: createFleet(connection, 'payments') };
}

/** The fleet as the worker `a` knows it at once: one that shows itself. */
async function joined(server: Server) {
  const { asked, deadlines, fleet } = seen(server);
  fleet.join('a');
  await jest.advanceTimersByTimeAsync(0);
  return { asked, deadlines, ...fleet };
}

const noServer: Server = () => Promise.reject(new Error('no server'));

describe('the number of workers', () => {
  it('is each that polls for activities, once, and one that is gone no more', async () => {
    const { asked, deadlines, size } = await joined(async () => ({ 'a/1': 0, 'a/2': 30, b: 69, gone: 71 }));
    expect(size()).toBe(2);
    expect(asked).toEqual([{ namespace: 'payments', taskQueue: { name: TASK_QUEUE }, taskQueueType: 2 }]);
    expect(deadlines).toEqual([2_000]);
  });

  it('is looked up every second at first, then every ten seconds, until it is closed', async () => {
    const workers: Record<string, number> = { a: 0 };
    const { asked, size, close } = await joined(async () => workers);
    expect([size(), asked.length]).toEqual([1, 1]);
    Object.assign(workers, { b: 0 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect([size(), asked.length]).toEqual([2, 2]);
    await jest.advanceTimersByTimeAsync(9_000);
    Object.assign(workers, { c: 0 });
    await jest.advanceTimersByTimeAsync(9_999);
    expect([size(), asked.length]).toEqual([2, 11]);
    await jest.advanceTimersByTimeAsync(1);
    expect([size(), asked.length]).toEqual([3, 12]);
    close();
    delete workers['c'];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(size()).toBe(3);
  });

  it.each<[string, Server]>([
    ['nobody', async () => ({})],
    ['others only', async () => ({ b: 0 })],
    ['nothing, since it does not answer', noServer],
  ])('is taken as ten until this worker shows, for ten seconds at most: the server shows %s', async (_, server) => {
    const { size } = await joined(server);
    await jest.advanceTimersByTimeAsync(9_999);
    expect(size()).toBe(10);
    await jest.advanceTimersByTimeAsync(1);
    expect(size()).toBe(1);
  });

  it('is what it is as soon as this worker shows, and no less than those that show before', async () => {
    const others = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`b${n}`, 0]));
    let workers: Record<string, number> = others;
    const { size } = await joined(async () => workers);
    expect(size()).toBe(20);
    workers = { a: 0, b: 0 };
    await jest.advanceTimersByTimeAsync(1_000);
    expect(size()).toBe(2);
  });

  it('stays what it was while the server does not answer, and until it shows this worker again', async () => {
    let server: Server = async () => ({ a: 0, b: 0 });
    const { size } = await joined(() => server());
    expect(size()).toBe(2);
    for (server of [noServer, async () => ({}), async () => ({ b: 0 })]) {
      await jest.advanceTimersByTimeAsync(20_000);
      expect(size()).toBe(2);
    }
    server = async () => ({ a: 0 });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(size()).toBe(1);
  });
});

const CALLS = 1_000;
const WORKERS = ['a', 'b', 'c', 'd'];

interface Storm extends ThrottleLimits {
  readonly durationMs: number;
  /** How long after their common start the workers show. @default 0 */
  readonly shownAfterMs?: number;
}

/** All calls at once, spread over the workers of a fleet, each under way for so long; one in four is a write. */
async function storm({ durationMs, shownAfterMs = 0, ...limits }: Storm) {
  const startedMs = Date.now();
  const shown = Object.fromEntries(WORKERS.map((identity) => [identity, 0]));
  const throttles = WORKERS.map((identity) => {
    const { fleet } = seen(async () => (Date.now() - startedMs < shownAfterMs ? {} : shown));
    fleet.join(identity);
    return createThrottle({ ...limits, fleetSize: fleet.size, clock: () => Date.now() });
  });
  await jest.advanceTimersByTimeAsync(0);
  const begunAt: number[] = [];
  let [underWay, peak, ended, tookMs] = [0, 0, 0, 0];
  const calls = Array.from({ length: CALLS }, async (_, call) => {
    const isQuestion = Math.floor(call / WORKERS.length) % 4 > 0;
    const end = await throttles[call % WORKERS.length]?.({ isQuestion });
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
  it.each([
    ['that know each other', 0, 10_500],
    ['that start together', 900, 11_500],
  ])(
    '%s, keep the rate of the whole fleet but for a short burst, and none is lost',
    async (_, shownAfterMs, withinMs) => {
      const limits = { maxConcurrent: 40, maxPerSecond: 100 };
      const { begunAt, ended, tookMs } = await storm({ ...limits, durationMs: 120, shownAfterMs });
      expect(ended).toBe(CALLS);
      // A quarter of a second's calls at once, and of each worker the one whose turn it is.
      const burst = 25 + WORKERS.length;
      const above = begunAt.map((atMs, call) => call + 1 - burst - atMs / 10);
      expect(Math.max(...above)).toBeLessThanOrEqual(0);
      for (let call = 100 + burst; call < CALLS; call += 1)
        expect((begunAt[call] ?? 0) - (begunAt[call - 100 - burst] ?? 0)).toBeGreaterThanOrEqual(1_000);
      // The limit is used: nobody waits for longer than the rate asks.
      expect(tookMs).toBeLessThan(withinMs);
    },
  );

  it.each([
    ['that know each other', 0, 25_000],
    ['that start together', 900, 26_000],
  ])('%s, are never more under way than the fleet may have, and none is lost', async (_, shownAfterMs, withinMs) => {
    const limits = { maxConcurrent: 40, maxPerSecond: 100_000 };
    const { peak, ended, tookMs } = await storm({ ...limits, durationMs: 1_000, shownAfterMs });
    expect([peak, ended]).toEqual([40, CALLS]);
    expect(tookMs).toBe(withinMs);
  });
});
