import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { createThrottle } from '../../../activities/gateway';
import type { CallOptions, PluralGateway } from '../../../activities/gateway';
import type { ThrottleOptions } from '../../../activities/gateway/throttle';
import { eventually } from '../../support/eventually';
import { CAPTURE, ORDER_ID, closeServers, failureOf, fixture, gatewayAt, startGateway } from './gateway-server';

afterEach(() => jest.useRealTimers());
afterEach(closeServers);

const PLENTY = 1_000_000;

describe('the limit on calls to the gateway', () => {
  it('lets no more calls be under way than it says, and the next begin when one ends', async () => {
    const throttle = createThrottle({ maxConcurrent: 3, maxPerSecond: PLENTY });
    const begun: ((() => void) | undefined)[] = [];
    for (let call = 0; call < 5; call += 1)
      void throttle({ isQuestion: call % 2 === 1 }).then((end) => begun.push(end));
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
    // As in the product, each call has a signal of its own.
    const callers = Array.from({ length: 200 }, () => new AbortController());
    for (const { signal } of callers) void throttle({ signal }).then((end) => (begun += end ? 1 : 0));
    await turn();
    // A quarter of a second's calls at once, and the one whose turn it is.
    expect(begun).toBe(26);
    nowMs = 500;
    await eventually(
      () => begun,
      (count) => count > 26,
    );
    expect(begun).toBe(52);
    for (const caller of callers) caller.abort();
  });

  it('leaves nothing on the signal of a call, whether its turn has come, its time is over or its caller has gone', async () => {
    const throttle = createThrottle({ maxConcurrent: 1, maxPerSecond: PLENTY });
    const [served, late, gone] = [new AbortController(), new AbortController(), new AbortController()];
    const end = await throttle({ signal: served.signal });
    const waits = [throttle({ signal: late.signal, notAfterMs: Date.now() + 20 }), throttle({ signal: gone.signal })];
    gone.abort();
    await Promise.all(waits);
    end?.();
    const left = [served, late, gone].map(({ signal }) => getEventListeners(signal, 'abort').length);
    expect(left).toEqual([0, 0, 0]);
  });

  it('is shared among the workers that there are at the moment', async () => {
    let workers = 1;
    const throttle = createThrottle({ maxConcurrent: 8, maxPerSecond: PLENTY, fleetSize: () => workers });
    const begun: (() => void)[] = [];
    const call = () => throttle({ isQuestion: true }).then((end) => end && begun.push(end));
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

  it('lets calls that wait begin when the share grows, though none has ended', async () => {
    jest.useFakeTimers();
    let workers = 10;
    const throttle = createThrottle({ maxConcurrent: 10, maxPerSecond: PLENTY, fleetSize: () => workers });
    let begun = 0;
    for (let call = 0; call < 2; call += 1) void throttle({}).then(() => (begun += 1));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(begun).toBe(1);
    workers = 1;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(begun).toBe(2);
  });
});

describe('questions among calls that change something', () => {
  type Kind = 'question' | 'write';

  /** A throttle, and the calls that it has let begin, in order. */
  function recorded(limits: Partial<ThrottleOptions>) {
    const throttle = createThrottle({ maxConcurrent: PLENTY, maxPerSecond: PLENTY, ...limits });
    const begun: Kind[] = [];
    const ends: (() => void)[] = [];
    const call = (kind: Kind, times = 1): void => {
      for (let n = 0; n < times; n += 1)
        void throttle({ isQuestion: kind === 'question' }).then((end) => end && begun.push(kind) && ends.push(end));
    };
    return { begun, call, ends };
  }

  it.each([
    [100, 75],
    [5, 3],
    [2, 1],
    [1, 1],
  ])('find room: of %i calls under way at most %i are writes', async (maxConcurrent, most) => {
    const { begun, call } = recorded({ maxConcurrent });
    call('write', maxConcurrent);
    await turn();
    expect(begun).toHaveLength(most);
    call('question', maxConcurrent);
    await turn();
    expect(begun.filter((kind) => kind === 'question')).toHaveLength(maxConcurrent - most);
  });

  it('find their part of the room also when the share has shrunk below the writes that are under way', async () => {
    let workers = 1;
    const { begun, call } = recorded({ maxConcurrent: 16, fleetSize: () => workers });
    call('write', 12);
    workers = 2;
    call('write');
    call('question', 3);
    await turn();
    expect(begun.slice(12)).toEqual(['question', 'question']);
  });

  it('go first where there is one place only, and each fourth call is a write even so', async () => {
    const { begun, call, ends } = recorded({ maxConcurrent: 1 });
    call('question');
    call('write', 2);
    call('question', 4);
    for (let ended = 0; ended < 6; ended += 1) {
      await turn();
      ends[ended]?.();
    }
    await turn();
    expect(begun.join(' ')).toBe('question question question write question question write');
  });

  it('go first where the calls of a second are the limit', async () => {
    let nowMs = 0;
    const { begun, call } = recorded({ maxPerSecond: 8, clock: () => nowMs });
    call('write', 9);
    call('question', 3);
    await turn();
    expect(begun).toEqual(['write', 'write', 'write']);
    nowMs = 375;
    await eventually(
      () => begun.length,
      (count) => count > 3,
    );
    expect(begun.slice(3)).toEqual(['write', 'question', 'question']);
  });

  it.each<[string, (gateway: PluralGateway, how: CallOptions) => Promise<unknown>]>([
    ['getOrder', (gateway, how) => gateway.getOrder(ORDER_ID, how)],
    ['getOrderByReference', (gateway, how) => gateway.getOrderByReference('order-0001', how)],
  ])('are answered while captures wait for theirs: %s, and the login that it needs', async (_, ask) => {
    const answers = [{ status: 401, json: {} }, { json: fixture('s1-create-order') }];
    const server = await startGateway(({ method }) =>
      method === 'PUT' ? new Promise(() => undefined) : (answers.shift() ?? {}),
    );
    const gateway = gatewayAt(server.url, { throttle: createThrottle({ maxConcurrent: 2, maxPerSecond: PLENTY }) });
    const over = new AbortController();
    const captures = [1, 2, 3].map(() => failureOf(gateway.capture(CAPTURE, { signal: over.signal })));
    await eventually(
      () => server.seen.length,
      (count) => count > 0,
    );
    // About another order: an answer, all the same.
    expect(await failureOf(ask(gateway, { signal: AbortSignal.timeout(3_000) }))).toMatchObject({
      code: 'mismatched-answer',
    });
    expect(server.logins).toHaveLength(2);
    over.abort();
    await Promise.all(captures);
  });
});
