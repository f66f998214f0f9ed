import type { SeenCall } from '../../simulator/calls';
import type { Operation } from '../../simulator/model';
import type { Statement } from '../../simulator/ledger';
import { RIGHT_OTP } from '../support/gateway';
import { AMOUNT } from '../support/orders';
import { eventually } from '../support/eventually';
import { startFleet } from './support/fleet';
import type { Fleet } from './support/fleet';
import { OPTIONS } from './support/options';
import { Shop } from './support/shop';

/*
 * The worker, killed as nobody can catch it, at each step of an order and inside each of its calls. The simulator holds
 * the call at that very moment, so nothing is left to luck; all calls stand still together and die of one kill.
 */

/** One call of an order at which the worker dies: how to come to it, what sends it, and what the order becomes after all. */
interface Point {
  readonly call: Operation;
  readonly prepare: (shop: Shop, reference: string) => Promise<unknown>;
  readonly send: (shop: Shop, reference: string) => Promise<unknown>;
  /** Short calls are given up by the worker after a few seconds: they come last. */
  readonly isShort?: true;
  readonly ends: keyof typeof EFFECTS;
}

/** What the gateway's ledger shows in the end, each of the whole amount. */
const EFFECTS = {
  captured: ['authorised', 'captured'],
  released: ['authorised', 'released'],
  refunded: ['authorised', 'captured', 'refunded'],
} as const;
const CAPTURED = 'captured' as const;
const POINTS: readonly Point[] = [
  {
    call: 'submitOtp',
    prepare: async (shop, reference) => {
      await shop.place(reference);
      await shop.until(reference, ({ nextAction }) => nextAction?.type === 'submitOtp');
    },
    send: (shop, reference) => shop.say(reference, 'otp', { otp: RIGHT_OTP }),
    ends: CAPTURED,
  },
  {
    call: 'createPayment',
    prepare: (shop, reference) => shop.place(reference, { withCard: false }),
    send: async (shop, reference) => shop.say(reference, 'payments', { cardRef: await shop.card() }),
    ends: CAPTURED,
  },
  {
    call: 'capture',
    prepare: (shop, reference) => shop.placeHeld(reference),
    send: (shop, reference) => shop.say(reference, 'delivery'),
    ends: CAPTURED,
  },
  {
    call: 'cancel',
    prepare: (shop, reference) => shop.placeHeld(reference),
    send: (shop, reference) => shop.say(reference, 'cancel', { reason: 'out of stock' }),
    ends: 'released',
  },
  {
    call: 'refund',
    prepare: (shop, reference) => shop.placeCaptured(reference),
    send: (shop, reference) =>
      shop.say(reference, 'refunds', { refundReference: `${reference}-r`, reason: 'returned' }),
    ends: 'refunded',
  },
  {
    call: 'generateOtp',
    prepare: (shop, reference) => shop.place(reference, { withCard: false }),
    send: async (shop, reference) => shop.say(reference, 'payments', { cardRef: await shop.card() }),
    isShort: true,
    ends: CAPTURED,
  },
  {
    call: 'createOrder',
    prepare: () => Promise.resolve(),
    send: (shop, reference) => shop.place(reference),
    isShort: true,
    ends: CAPTURED,
  },
  {
    call: 'createHostedLink',
    prepare: () => Promise.resolve(),
    send: (shop, reference) => shop.place(reference, { checkout: 'hosted' }),
    isShort: true,
    ends: CAPTURED,
  },
];

let fleet: Fleet;
let shop: Shop;
beforeAll(async () => {
  fleet = await startFleet({ QUIET_PERIOD: '3s', AWAY_ASK: '2s' });
  shop = new Shop(fleet, 'kill');
}, 180_000);
afterAll(() => fleet.close());

const control = <T = unknown>(method: string, route: string, body?: unknown): Promise<T> =>
  fleet.system.control(method, `/control/${route}`, body);
const heldCalls = async (): Promise<number> => (await control<{ held: unknown[] }>('GET', 'held')).held.length;
const hold = (when: 'before' | 'after', points: readonly Point[], label: string) =>
  points.map(({ call }) => ({
    operation: call,
    reference: referenceOf(call, label),
    times: 1,
    action: { kind: 'hold', when },
  }));
const referenceOf = (call: Operation, label: string): string => `K-${call}-${label}`;

/** Kills the worker as it stands, and waits until another one is ready. */
async function killWorker(beforeItIsBack: () => void = () => undefined): Promise<void> {
  const { worker } = fleet.system.run().pids;
  process.kill(worker, 'SIGKILL');
  beforeItIsBack();
  await eventually(
    () => fleet.system.run().pids.worker,
    (now) => now !== worker,
    60_000,
  );
}

/** Has all calls sent; the short ones when the others stand still already. */
async function sendAll(points: readonly Point[], label: string, areStanding: (count: number) => Promise<unknown>) {
  const waves = [points.filter(({ isShort }) => !isShort), points.filter(({ isShort }) => isShort)];
  const sent: Promise<unknown>[] = [];
  for (const wave of waves) {
    sent.push(...wave.map(({ call, send }) => send(shop, referenceOf(call, label))));
    await areStanding(sent.length);
  }
  return sent;
}

const untilHeldCalls = (count: number): Promise<number> => eventually(heldCalls, (held) => held >= count, 30_000);

const MOMENTS = {
  /** The activity has begun; its token is refused, and the login for another one stands still. */
  unsent: async (points: readonly Point[], label: string) => {
    const references = points.map(({ call }) => ({
      operation: call,
      reference: referenceOf(call, label),
      times: 1,
    }));
    await control('POST', 'faults', [
      ...references.map((rule) => ({ ...rule, action: { kind: 'revoke-token' } })),
      { operation: 'token', times: 1, action: { kind: 'hold', when: 'before' } },
    ]);
    const sent = await sendAll(points, label, () => untilHeldCalls(1));
    await control('POST', 'faults', []);
    await killWorker();
    return sent;
  },
  /** The gateway has received the call, and loses it. */
  'before-its-effect': async (points: readonly Point[], label: string) => {
    await control('POST', 'faults', hold('before', points, label));
    const sent = await sendAll(points, label, untilHeldCalls);
    await killWorker();
    return sent;
  },
  /** The gateway has done it and not answered yet. */
  'after-its-effect': async (points: readonly Point[], label: string) => {
    await control('POST', 'faults', hold('after', points, label));
    const sent = await sendAll(points, label, untilHeldCalls);
    await killWorker();
    return sent;
  },
  /** The worker has the answer in hand; the server that would record it stands still. */
  'before-its-record': async (points: readonly Point[], label: string) => {
    await control('POST', 'faults', hold('after', points, label));
    const sent = await sendAll(points, label, untilHeldCalls);
    const { temporal } = fleet.system.run().pids;
    process.kill(temporal, 'SIGSTOP');
    try {
      await control('POST', 'held/release', {});
      await eventually(
        async () => (await control<{ calls: SeenCall[] }>('GET', 'calls')).calls,
        (calls) =>
          points.every(({ call }) =>
            calls.some(
              ({ operation, reference, answered }) =>
                answered && operation === call && reference === referenceOf(call, label),
            ),
          ),
      );
      await killWorker(() => process.kill(temporal, 'SIGCONT'));
    } finally {
      process.kill(temporal, 'SIGCONT');
    }
    return sent;
  },
} as const;

async function finish({ call, ends }: Point, label: string): Promise<Statement> {
  const reference = referenceOf(call, label);
  await shop.until(reference, () => true);
  await shop.untilHeld(reference);
  if (ends === 'captured') await shop.say(reference, 'delivery');
  await shop.until(reference, ({ state, ledger }) => (ledger.refunded.value > 0 ? 'refunded' : state) === ends);
  return fleet.system.control('GET', `/control/ledger/${reference}?end=true`);
}

/** In `npm test` all calls die of one kill; in the full proof each of one of its own, too. */
const groups: [string, readonly Point[]][] = [['all calls at once', POINTS]];
if (OPTIONS.isFull) groups.push(...POINTS.map((point): [string, Point[]] => [point.call, [point]]));

describe.each(Object.keys(MOMENTS) as (keyof typeof MOMENTS)[])('the worker is killed in a call, %s', (moment) => {
  it.each(groups)(
    '%s: each order ends as if nothing had happened',
    async (name, points) => {
      const label = `${moment}-${groups.findIndex(([group]) => group === name)}`;
      await Promise.all(points.map(({ call, prepare }) => prepare(shop, referenceOf(call, label))));
      const sent = await MOMENTS[moment](points, label);
      await control('POST', 'faults', []);
      await control('POST', 'held/release', {});
      await Promise.all(sent);
      const statements = await Promise.all(points.map((point) => finish(point, label)));
      const effects = statements.map(({ entries, violations }) => ({
        effects: entries.map(({ kind, amount }) => [kind, amount]),
        violations,
      }));
      expect(effects).toEqual(
        points.map(({ ends }) => ({ effects: EFFECTS[ends].map((kind) => [kind, AMOUNT.value]), violations: [] })),
      );
    },
    240_000,
  );
});
