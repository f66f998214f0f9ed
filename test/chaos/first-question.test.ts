import { setTimeout as pause } from 'node:timers/promises';
import type { SeenCall } from '../../simulator/calls';
import type { Operation } from '../../simulator/model';
import { eventually } from '../support/eventually';
import { startSecondWorker } from '../support/second-worker';
import type { SecondWorker } from '../support/second-worker';
import { startFleet } from './support/fleet';
import type { Fleet } from './support/fleet';
import { OPTIONS } from './support/options';
import { POINTS, refundOf, WAVES } from './support/points';
import { eachOf } from './support/pool';
import { Shop } from './support/shop';

/*
 * P2: what became of a call in doubt is asked first within five seconds, however many are in doubt at once. The gateway
 * takes the calls and stands still, until all of them stand together; then it cuts them off, or lets them wait in vain.
 */

/** Two hundred in the full proof; half as many where other things may run beside it. */
const OF_EACH = OPTIONS.isFull ? 40 : 21;
const PROMISED_MS = 5_000;
const AT_ONCE = OPTIONS.isFull ? 200 : 100;
const LOST_CALLS = ['createOrder', 'createPayment', 'capture', 'cancel', 'refund'] as const satisfies Operation[];
type LostCall = (typeof LOST_CALLS)[number];
const ALL = OF_EACH * LOST_CALLS.length;
/** A worker makes a hundred calls at once at most: hence two. One may come by most of them, and writes have three quarters of its share. */
const SETTINGS = { GATEWAY_MAX_CONCURRENT_CALLS: String(4 * ALL), PLURAL_ANSWER_WITHIN: '30s' };
const STANDING_WITHIN_MS = 25_000;
const LOOK_EVERY_MS = 500;

/** A call that ended without an answer, and when it was first asked about; both by the simulator's clock. */
interface Doubt {
  readonly kind: LostCall;
  readonly endMs: number;
  readonly askedMs: number;
}

let fleet: Fleet;
let second: SecondWorker;
beforeAll(async () => {
  fleet = await startFleet(SETTINGS);
  second = startSecondWorker(fleet.system);
}, 180_000);
afterAll(async () => {
  await second.stop();
  await fleet.close();
});

const control = <T>(method: string, route: string, body?: unknown): Promise<T> =>
  fleet.system.control<T>(method, `/control/${route}`, body);
const calls = async (): Promise<SeenCall[]> => (await control<{ calls: SeenCall[] }>('GET', 'calls')).calls;
/** Thousands of calls in one answer are not asked for all the time. */
const callsLater = (): Promise<SeenCall[]> => pause(LOOK_EVERY_MS).then(calls);

const isLost = ({ operation }: SeenCall): boolean => (LOST_CALLS as readonly Operation[]).includes(operation);
const isQuestion = ({ operation }: SeenCall): boolean =>
  operation === 'getOrder' || operation === 'getOrderByReference';

/** The doubts about the orders of a run that have ended in a question. */
function doubtsOf(seen: readonly SeenCall[], run: string): Doubt[] {
  const ofRun = seen.filter(({ reference }) => reference?.startsWith(run));
  return ofRun
    .filter((call) => isLost(call) && !call.answered)
    .flatMap(({ operation, reference, atMs, endedAtMs }) => {
      const endMs = endedAtMs ?? Number.NaN;
      // The simulator files the call under the order; what is asked about is the refund.
      const subject = operation === 'refund' ? refundOf(reference ?? '') : reference;
      // Not asked while it is under way; but the end of a connection may be seen here later than the question after it.
      const asked = ofRun.find((call) => isQuestion(call) && call.reference === subject && call.atMs > atMs);
      return asked ? [{ kind: operation as LostCall, endMs, askedMs: Math.max(asked.atMs, endMs) }] : [];
    });
}

const greatestAtOnce = (doubts: readonly Doubt[]): number =>
  Math.max(...doubts.map(({ endMs: at }) => doubts.filter((one) => one.endMs <= at && at < one.askedMs).length));

const percentile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN;

/** Brings orders to all five calls, each of which takes effect and stands still: the short call last. Gives what their senders wait for. */
async function standStill(run: string): Promise<Promise<unknown>[]> {
  const shop = new Shop(fleet, run);
  /** Takes 202 for an answer, as the API means it. */
  const once = new Shop({ ...fleet, insist: fleet.ask }, `${run}-once`);
  const doubts = POINTS.filter(({ call }) => (LOST_CALLS as readonly Operation[]).includes(call)).flatMap((point) =>
    Array.from({ length: OF_EACH }, (_, number) => ({ ...point, reference: `${run}-${point.call}-${number}` })),
  );
  await control('POST', 'faults', []);
  await eachOf(doubts, 20, ({ prepare, reference }) => prepare(shop, reference));
  await control('POST', 'faults', [{ operation: LOST_CALLS, times: ALL, action: { kind: 'hold', when: 'after' } }]);
  const sent: Promise<unknown>[] = [];
  for (const wave of WAVES) {
    const ofWave = doubts.filter((doubt) => doubt.wave === wave);
    sent.push(...ofWave.map(({ send, reference }) => send(once, reference)));
    await eventually(
      async () => (await callsLater()).filter(({ fault, endedAtMs }) => fault === 'hold' && endedAtMs === null).length,
      (standing) => standing === sent.length,
      STANDING_WITHIN_MS,
    );
    // Each caller is told after ten seconds that the order goes on: not while the questions are measured.
    if (wave === 1) await Promise.all(sent);
  }
  return sent;
}

/** Waits for the first question about each, says how long that took, and gives the kinds of call where it took too long. */
async function firstQuestions(run: string, how: string): Promise<{ atOnce: number; late: LostCall[] }> {
  // Not before it is over: whoever looks slows down what is measured.
  await pause(PROMISED_MS);
  const doubts = await eventually(
    async () => doubtsOf(await callsLater(), run),
    ({ length }) => length === ALL,
    120_000,
  );
  const atOnce = greatestAtOnce(doubts);
  const waits = LOST_CALLS.map((kind) => {
    const ascending = doubts.flatMap((doubt) => (doubt.kind === kind ? [doubt.askedMs - doubt.endMs] : []));
    ascending.sort((a, b) => a - b);
    return { kind, median: percentile(ascending, 0.5), p99: percentile(ascending, 0.99) };
  });
  const figures = waits.map(({ kind, median, p99 }) => `${kind} median ${median} ms, p99 ${p99} ms`);
  process.stdout.write(`First question, ${how}, ${atOnce} in doubt at once: ${figures.join('; ')}\n`);
  return { atOnce, late: waits.filter(({ p99 }) => !(p99 <= PROMISED_MS)).map(({ kind }) => kind) };
}

describe('calls of all five kinds are taken and never answered: 99 % of each are asked about within 5 s', () => {
  // A webhook would settle most of them before anybody has to ask.
  beforeAll(() => control('POST', 'webhook-faults', [{ action: { kind: 'lose' } }]));

  it('at least a hundred are in doubt at once, because their connections are reset at one moment', async () => {
    const sent = await standStill('reset');
    await control('POST', 'held/release', { reset: true });
    const { atOnce, late } = await firstQuestions('reset', 'after a reset');
    await Promise.all(sent);
    expect(atOnce).toBeGreaterThanOrEqual(AT_ONCE);
    expect(late).toEqual([]);
  }, 300_000);

  it('nothing is ever heard of them: each is given up by itself', async () => {
    const sent = await standStill('silence');
    const { late } = await firstQuestions('silence', 'after silence');
    await Promise.all(sent);
    expect(late).toEqual([]);
  }, 300_000);
});
