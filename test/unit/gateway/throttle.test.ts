import { setImmediate as turn } from 'node:timers/promises';
import { createThrottle } from '../../../activities/gateway';
import { eventually } from '../../support/eventually';

const PLENTY = 1_000_000;

describe('the limit on calls to the gateway', () => {
  it('lets no more calls be under way than it says, and the next begin when one ends', async () => {
    const throttle = createThrottle({ maxConcurrent: 3, maxPerSecond: PLENTY });
    const begun: ((() => void) | undefined)[] = [];
    for (let call = 0; call < 5; call += 1) void throttle({}).then((end) => begun.push(end));
    await turn();
    expect(begun).toHaveLength(3);
    begun[0]?.();
    begun[0]?.();
    await turn();
    expect(begun).toHaveLength(4);
  });

  it('lets no more calls begin in a second than it says, but for a short burst', async () => {
    let nowMs = 0;
    const throttle = createThrottle({ maxConcurrent: PLENTY, maxPerSecond: 100, clock: () => nowMs });
    let begun = 0;
    const over = new AbortController();
    for (let call = 0; call < 200; call += 1)
      void throttle({ signal: over.signal }).then((end) => (begun += end ? 1 : 0));
    await turn();
    // A quarter of a second's calls at once, and the one whose turn it is.
    expect(begun).toBe(26);
    nowMs = 500;
    await eventually(
      () => begun,
      (count) => count > 26,
    );
    expect(begun).toBe(52);
    over.abort();
  });

  it('is shared among the workers that there are at the moment', async () => {
    let workers = 1;
    const throttle = createThrottle({ maxConcurrent: 8, maxPerSecond: PLENTY, fleetSize: () => workers });
    const begun: (() => void)[] = [];
    const call = () => throttle({}).then((end) => end && begun.push(end));
    workers = 4;
    for (let n = 0; n < 10; n += 1) void call();
    await turn();
    expect(begun).toHaveLength(2);
    workers = 2;
    begun[0]?.();
    await turn();
    expect(begun).toHaveLength(5);
  });

  it('gives up a call whose time is over, and one whose caller has gone, without losing a place', async () => {
    const throttle = createThrottle({ maxConcurrent: 1, maxPerSecond: PLENTY });
    const end = await throttle({});
    const gone = new AbortController();
    const late = throttle({ notAfterMs: Date.now() + 20 });
    const abandoned = throttle({ signal: gone.signal });
    gone.abort();
    expect(await abandoned).toBeUndefined();
    expect(await late).toBeUndefined();
    end?.();
    expect(await throttle({})).toBeDefined();
  });

  it('lets calls begin in the order in which they came', async () => {
    const throttle = createThrottle({ maxConcurrent: 1, maxPerSecond: PLENTY });
    const order: number[] = [];
    const calls = [1, 2, 3].map(async (call) => {
      const end = await throttle({});
      order.push(call);
      end?.();
    });
    await Promise.all(calls);
    expect(order).toEqual([1, 2, 3]);
  });
});
