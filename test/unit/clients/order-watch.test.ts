import { OrderNotFound, TemporalUnavailable } from '../../../clients/order-errors';
import { watchOrder } from '../../../clients/order-watch';
import type { Time } from '../../../clients/order-watch';
import type { TrackedOrder, WatchOptions } from '../../../clients/orders';
import { VIEW } from '../http/edge-fixture';

const CAPTURED: TrackedOrder = { ...VIEW, state: 'captured' };

type Look = Parameters<typeof watchOrder>[0];
type Seen = Awaited<ReturnType<Look>> | Error;

const open = (order?: TrackedOrder): Seen => ({ isOver: false, ...(order && { order }) });
const over = (order: TrackedOrder): Seen => ({ isOver: true, order });
const AWAY = new TemporalUnavailable('Temporal does not answer');
const NOBODY = open();

/** Looks that see this in turn; the last one for ever. Time passes in pauses only. */
function looking(...sights: readonly Seen[]) {
  const pauses: number[] = [];
  let looks = 0;
  const look: Look = async () => {
    const seen = sights[looks] ?? sights.at(-1) ?? NOBODY;
    looks += 1;
    if (seen instanceof Error) throw seen;
    return seen;
  };
  const time: Time = {
    now: () => pauses.reduce((sum, ms) => sum + ms, 0),
    pause: async (ms) => pauses.push(ms),
  };
  return { watch: (options: WatchOptions = {}) => watchOrder(look, options, time), pauses };
}

async function statesOf({ watch }: ReturnType<typeof looking>, options?: WatchOptions): Promise<string[]> {
  const states: string[] = [];
  for await (const { state } of watch(options)) states.push(state);
  return states;
}

describe('watching an order', () => {
  it('shows it at once, then every change, and ends when its workflow has', async () => {
    expect(await statesOf(looking(open(VIEW), open(VIEW), open(CAPTURED), over(CAPTURED)))).toEqual([
      'held',
      'captured',
    ]);
  });

  it('goes on over the end of a workflow that left its order unsettled, until it has been revived and is over', async () => {
    const attention = { code: 'workflow-ended', reason: 'x', since: '2027-01-15T10:00:00.000Z', advice: 'y' };
    const left: TrackedOrder = { ...VIEW, attention };
    const seen: (string | undefined)[] = [];
    for await (const { attention: called, state } of looking(
      open(VIEW),
      open(left),
      open(left),
      over(CAPTURED),
    ).watch())
      seen.push(called?.code ?? state);
    expect(seen).toEqual(['held', 'workflow-ended', 'captured']);
  });

  it('shows an order that is over once', async () => {
    expect(await statesOf(looking(over(CAPTURED)))).toEqual(['captured']);
  });

  it('pauses longer while nothing changes, at most ten times as long, and shorter again after a change', async () => {
    const same = Array<Seen>(8).fill(open(VIEW));
    const watched = looking(...same, open(CAPTURED), over(CAPTURED));
    await statesOf(watched, { everyMs: 1_000 });
    const [first, second, third, , , , seventh, , afterChange] = watched.pauses;
    expect([first, second, third, seventh, afterChange]).toEqual([1_000, 1_500, 2_250, 10_000, 1_000]);
  });

  it('waits out a moment without workers, also at its beginning', async () => {
    expect(await statesOf(looking(NOBODY, open(VIEW), NOBODY, NOBODY, over(CAPTURED)))).toEqual(['held', 'captured']);
  });

  it('waits out a moment without a server', async () => {
    expect(await statesOf(looking(open(VIEW), AWAY, AWAY, over(CAPTURED)))).toEqual(['held', 'captured']);
  });

  it.each([
    ['a server that never answered', [AWAY], AWAY],
    ['a server that stays away', [open(VIEW), AWAY], AWAY],
    ['workers that stay away', [open(VIEW), NOBODY], TemporalUnavailable],
    ['an order that is not there', [new OrderNotFound('ORD-1')], OrderNotFound],
  ] as const)('tells of %s', async (_what, sights, expected) => {
    await expect(statesOf(looking(...sights))).rejects.toThrow(expected);
  });

  it('waits out no mistake of ours', async () => {
    const watched = looking(open(VIEW), new TypeError('x'));
    await expect(statesOf(watched)).rejects.toThrow(TypeError);
    expect(watched.pauses).toHaveLength(1);
  });

  it('ends without an error when it is not wanted any more, during a pause and during a look', async () => {
    const stop = new AbortController();
    const look: Look = async () => ({ isOver: false, order: VIEW });
    const watch = watchOrder(look, { signal: stop.signal });
    expect((await watch.next()).done).toBe(false);
    const next = watch.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });

    const other = new AbortController();
    const leaving: Look = async () => {
      other.abort();
      throw new Error('aborted');
    };
    expect(await watchOrder(leaving, { signal: other.signal }).next()).toMatchObject({ done: true });
  });
});
