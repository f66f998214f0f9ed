import type { SeenCall } from '../../simulator/calls';
import type { Operation } from '../../simulator/model';
import { eventually } from '../support/eventually';
import { startFleet } from './support/fleet';
import type { Fleet } from './support/fleet';
import { POINTS, refundOf } from './support/points';
import { eachOf } from './support/pool';
import { Shop } from './support/shop';

/* P2: what became of a call in doubt is asked first within five seconds, however many are in doubt at once. */

const OF_EACH = 40;
const PROMISED_MS = 5_000;
/** How many of each are lost: an order whose creation is in doubt is paid afterwards, and that answer is lost, too. */
const LOST = {
  createOrder: OF_EACH,
  createPayment: 2 * OF_EACH,
  capture: OF_EACH,
  cancel: OF_EACH,
  refund: OF_EACH,
} satisfies Partial<Record<Operation, number>>;
type LostCall = keyof typeof LOST;
const LOST_CALLS = Object.keys(LOST) as LostCall[];

let fleet: Fleet;
beforeAll(async () => (fleet = await startFleet()), 180_000);
afterAll(() => fleet.close());

const isQuestion = ({ operation }: SeenCall): boolean =>
  operation === 'getOrder' || operation === 'getOrderByReference';
const calls = async (): Promise<SeenCall[]> =>
  (await fleet.system.control<{ calls: SeenCall[] }>('GET', '/control/calls')).calls;

/** From the end of each lost call of a kind to the first question about it, by the simulator's clock; ascending. */
function waitsMs(seen: readonly SeenCall[], kind: LostCall): number[] {
  const lost = seen.filter(({ operation, answered }) => operation === kind && !answered);
  return lost
    .flatMap(({ reference, endedAtMs }) => {
      const endMs = endedAtMs ?? Number.NaN;
      // The simulator files the call under the order; what is asked about is the refund.
      const subject = kind === 'refund' ? refundOf(reference ?? '') : reference;
      const asked = seen.find((call) => isQuestion(call) && call.reference === subject && call.atMs >= endMs);
      return asked ? [asked.atMs - endMs] : [];
    })
    .sort((a, b) => a - b);
}

const percentile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN;

it('all five calls lose their answers at once: the gateway is asked about 99 % of them within 5 s', async () => {
  const shop = new Shop(fleet, 'question');
  const points = POINTS.filter(({ call }) => call in LOST);
  const doubts = Array.from({ length: OF_EACH }, (_, number) =>
    points.map((point) => ({ ...point, reference: `Q-${point.call}-${number}` })),
  ).flat();
  await eachOf(doubts, 20, ({ prepare, reference }) => prepare(shop, reference));
  // A webhook would settle most of them before anybody has to ask.
  await fleet.system.control('POST', '/control/webhook-faults', [{ action: { kind: 'lose' } }]);
  await fleet.system.control(
    'POST',
    '/control/faults',
    LOST_CALLS.map((operation) => ({ operation, action: { kind: 'commit-then-reset' } })),
  );
  await eachOf(doubts, doubts.length, ({ send, reference }) => send(shop, reference));
  const asked = (seen: readonly SeenCall[]) => LOST_CALLS.map((kind) => [kind, waitsMs(seen, kind).length]);
  const seen = await eventually(calls, (now) => String(asked(now)) === String(Object.entries(LOST)), 120_000);
  const waits = LOST_CALLS.map((kind) => [kind, waitsMs(seen, kind)] as const);
  const figures = waits.map(
    ([kind, ascending]) => `${kind} median ${percentile(ascending, 0.5)} ms, p99 ${percentile(ascending, 0.99)} ms`,
  );
  process.stdout.write(`First question after an unknown outcome, all at once: ${figures.join('; ')}\n`);
  expect(waits.filter(([, ascending]) => !(percentile(ascending, 0.99) <= PROMISED_MS))).toEqual([]);
}, 300_000);
