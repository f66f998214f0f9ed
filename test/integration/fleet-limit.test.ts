import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SeenCall } from '../../simulator/calls';
import { TASK_QUEUE } from '../../workflows/contract/common';
import { eventually } from '../support/eventually';
import { AMOUNT } from '../support/orders';
import { startSecondWorker } from '../support/second-worker';
import type { SecondWorker } from '../support/second-worker';
import { shopperIn } from '../support/shopper';
import { startSystem } from '../support/system';
import type { System } from '../support/system';

/* The limits on calls to the gateway are those of all workers together (docs/decisions/0011). */

const WORKERS = 2;
const AT_ONCE = 6;
const PER_SECOND = 20;
const LIMITS = {
  GATEWAY_MAX_CONCURRENT_CALLS: String(AT_ONCE),
  GATEWAY_MAX_CALLS_PER_SECOND: String(PER_SECOND),
};
/** Each worker looks at the fleet every ten seconds, and waits two for what it sees. */
const KNOWN_AFTER_MS = 12_000;

const ORDERS = 60;
/** They are held first, however long that takes; then the decision about all of them is moved to one moment. */
const MOVED_WITHIN_MS = 10_000;
const CAPTURED_WITHIN_MS = 60_000;
const SLOW_MS = 200;

const SPAN_MS = 2_000;
/** So much of a second's calls may begin at once, and one more at each worker. */
const BURST_MS = 250;
/** Those that arrive in a span begin in it, but for what is under way at its start: so it does not matter how long that takes. */
const MOST_IN_SPAN = (PER_SECOND * (SPAN_MS + BURST_MS)) / 1_000 + WORKERS + AT_ONCE;

let system: System;
let second: SecondWorker;
/** Since each worker has known of the other. */
let calls: readonly SeenCall[];
let decideAtMs: number;
const { act, cli, ledger, placeHeld } = shopperIn(() => system);

/** As many at a time as there may be calls: with more of them buyers would have to wait. */
async function placeAllHeld(): Promise<string[]> {
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    const references: string[] = [];
    while (references.length < ORDERS / AT_ONCE)
      references.push(await placeHeld({ policy: { atDeadline: 'capture' } }));
    return references;
  });
  return (await Promise.all(lanes)).flat();
}

/** Those that the server sees poll for activities. */
async function workers(): Promise<ReadonlySet<string>> {
  const said = await cli('task-queue', 'describe', '--task-queue', TASK_QUEUE, '--output', 'json');
  const { pollers } = JSON.parse(said) as { pollers: { taskQueueType: string; identity: string }[] };
  return new Set(pollers.flatMap(({ taskQueueType, identity }) => (taskQueueType === 'activity' ? [identity] : [])));
}

/** How many calls match, seen from the instant at which the most do: that is when one of them begins. */
const most = (matches: (call: SeenCall, instantMs: number) => boolean): number =>
  Math.max(...calls.map(({ atMs }) => calls.filter((call) => matches(call, atMs)).length));

beforeAll(async () => {
  system = await startSystem(LIMITS);
  second = startSecondWorker(system);
  await eventually(workers, ({ size }) => size === WORKERS, 30_000);
  const knownAtMs = Date.now() + KNOWN_AFTER_MS;
  const references = await placeAllHeld();
  await system.control('POST', '/control/faults', [{ action: { kind: 'slow', ms: SLOW_MS } }]);
  decideAtMs = Math.max(knownAtMs, Date.now() + MOVED_WITHIN_MS);
  const decideBy = new Date(decideAtMs).toISOString();
  const moved = await Promise.all(references.map((reference) => act(reference, 'extend', { decideBy })));
  expect(new Set(moved.map(({ status }) => status))).toEqual(new Set([200]));
  for (const reference of references)
    await eventually(
      () => ledger(reference),
      ({ captured }) => captured === AMOUNT.value,
      MOVED_WITHIN_MS + CAPTURED_WITHIN_MS,
    );
  const seen = await system.control<{ calls: SeenCall[] }>('GET', '/control/calls');
  calls = seen.calls.filter(({ atMs }) => atMs >= knownAtMs);
}, 240_000);
afterAll(async () => {
  await second.stop();
  await system.remove();
});

describe(`${WORKERS} workers, and ${ORDERS} orders that are decided at one moment`, () => {
  it('both make calls', () => {
    const logs = [readFileSync(path.join(system.home, 'logs/worker.log'), 'utf8'), second.said()];
    const made = logs.map((log) => calls.filter(({ requestId }) => requestId !== null && log.includes(requestId)));
    for (const { length } of made) expect(length).toBeGreaterThan(calls.length / 10);
  });

  it('no more calls are under way at once than one fleet may have', () => {
    const atOnce = most(({ atMs, endedAtMs }, nowMs) => atMs <= nowMs && nowMs < (endedAtMs ?? Infinity));
    expect(atOnce).toBeLessThanOrEqual(AT_ONCE);
  });

  it('no more calls begin in any two seconds', () => {
    const inSpan = most(({ atMs }, fromMs) => fromMs <= atMs && atMs < fromMs + SPAN_MS);
    expect(inSpan).toBeLessThanOrEqual(MOST_IN_SPAN);
  });

  it('every order is captured once and in time', () => {
    const captures = calls.filter(({ operation }) => operation === 'capture');
    expect(new Set(captures.map(({ reference }) => reference)).size).toBe(ORDERS);
    expect(captures).toHaveLength(ORDERS);
    expect(Math.max(...captures.map(({ atMs }) => atMs - decideAtMs))).toBeLessThan(CAPTURED_WITHIN_MS);
  });
});
