import type { Statement } from '../../simulator/ledger';
import type { OrderView } from '../../workflows/contract/order';
import { eventually } from '../support/eventually';
import { RIGHT_OTP } from '../support/gateway';
import type { Reply } from '../support/system';
import { startFleet } from './support/fleet';
import type { ApiRequest, Fleet } from './support/fleet';
import { refundOf } from './support/points';
import { LAX } from './support/profile';
import { Shop } from './support/shop';

/*
 * Every message to an order while its worker stands still, as a paused machine does: the server has the message, and no
 * worker. Then the server dies as nobody can catch it, with all that was in its memory only, and the worker goes on. What
 * was answered with 202 took effect, once; of what was answered with 503 the same key finds out.
 */

let fleet: Fleet;
let shop: Shop;
beforeAll(async () => {
  fleet = await startFleet({ QUIET_PERIOD: '3s', AWAY_ASK: '2s' });
  await fleet.system.control('POST', '/control/settings', { otpResendAfterS: 1, ...LAX });
  shop = new Shop(fleet, 'wish');
}, 180_000);
afterAll(() => fleet.close());

interface Message {
  readonly name: string;
  readonly prepare: (reference: string) => Promise<unknown>;
  readonly what: string;
  readonly body?: object;
}

interface Wish extends Message {
  readonly kind: string;
  readonly shows: (view: OrderView) => boolean;
  readonly effects: readonly string[];
}

const held = (reference: string): Promise<unknown> => shop.placeHeld(reference);
const captured = (reference: string): Promise<unknown> => shop.placeCaptured(reference);
const prompted = (reference: string): Promise<unknown> => shop.placeAwaitingOtp(reference, 'that may be sent again');
/** With a refund that the bank takes its time for. */
async function refunding(reference: string): Promise<void> {
  await shop.placeCaptured(reference);
  await shop.say(reference, 'refunds', { refundReference: refundOf(reference), reason: 'returned' });
}
const ended = (state: string) => (view: OrderView) => view.state === state;
const LATER = { decideBy: '2 days' };
const SUPPORT = { actor: 'chaos', reason: 'test' };

const WISHES: readonly Wish[] = [
  {
    name: 'delivery',
    kind: 'confirmDelivery',
    prepare: held,
    what: 'delivery',
    shows: ended('captured'),
    effects: ['authorised', 'captured'],
  },
  {
    name: 'capture',
    kind: 'capture',
    prepare: held,
    what: 'capture',
    body: {},
    shows: ended('captured'),
    effects: ['authorised', 'captured'],
  },
  {
    name: 'cancel',
    kind: 'cancel',
    prepare: held,
    what: 'cancel',
    body: { reason: 'out of stock' },
    shows: ended('released'),
    effects: ['authorised', 'released'],
  },
  {
    name: 'extend',
    kind: 'extend',
    prepare: held,
    what: 'extend',
    body: LATER,
    shows: ({ policy }) =>
      policy.decideBy !== null && 'afterMs' in policy.decideBy && policy.decideBy.afterMs === 172_800_000,
    effects: ['authorised'],
  },
];
const REFUND: Message = { name: 'refund', prepare: captured, what: 'refunds' };
const OTHERS: readonly Message[] = [
  { name: 'otp', prepare: prompted, what: 'otp', body: { otp: RIGHT_OTP } },
  { name: 'resend', prepare: prompted, what: 'otp/resend' },
  { name: 'pay', prepare: (reference) => shop.place(reference, { withCard: false }), what: 'payments' },
  { name: 'recheck', prepare: held, what: 'recheck', body: SUPPORT },
  { name: 'resolve', prepare: held, what: 'resolve', body: { as: 'released', ...SUPPORT } },
  { name: 'refund-recheck', prepare: refunding, what: 'refunds/*/recheck', body: SUPPORT },
  { name: 'refund-resolve', prepare: refunding, what: 'refunds/*/resolve', body: { as: 'failed', ...SUPPORT } },
];
/** Nobody can resolve what waits for no person. */
const REFUSED = ['resolve', 'refund-resolve'];
const ALL = [...WISHES, REFUND, ...OTHERS];

const referenceOf = ({ name }: Message, round: string): string => `wish-${round}-${name}`;

async function requestOf(message: Message, round: string): Promise<ApiRequest> {
  const reference = referenceOf(message, round);
  const made = {
    refunds: async () => ({ refundReference: refundOf(reference), reason: 'returned' }),
    payments: async () => ({ cardRef: await shop.card() }),
  }[message.what];
  const body = made ? await made() : message.body;
  const route = `/v1/orders/${reference}/${message.what.replace('*', refundOf(reference))}`;
  return { route, key: `key-${reference}`, ...(body && { body }) };
}

/** What was sent, and what its caller was told. */
type Told = ReadonlyMap<Message, readonly [ApiRequest, Reply<unknown> | null]>;

interface AcceptedBody {
  readonly accepted: { readonly kind: string; readonly key: string; readonly notAfter: string | null };
}

/** Sends them all while no worker answers, and answers with what each was told. */
async function sendToNobody(round: string): Promise<Told> {
  const settings = (refundMode: string) => fleet.system.control('POST', '/control/settings', { refundMode });
  await settings('pending');
  await Promise.all(ALL.map((message) => message.prepare(referenceOf(message, round))));
  await settings('at-once');
  const requests = await Promise.all(ALL.map(async (message) => [message, await requestOf(message, round)] as const));
  process.kill(fleet.system.run().pids.worker, 'SIGSTOP');
  const sent = requests.map(
    async ([message, request]) => [message, [request, await fleet.ask<unknown>(request)]] as const,
  );
  return new Map(await Promise.all(sent));
}

const readinesses = (): Promise<readonly (readonly [number, unknown])[]> =>
  Promise.all(
    ['/readyz', '/readyz?for=orders'].map(async (route) => {
      const { status, body } = await fleet.system.call('GET', route);
      return [status, body] as const;
    }),
  );

async function effectsOf(reference: string): Promise<unknown> {
  const { entries, violations } = await fleet.system.control<Statement>('GET', `/control/ledger/${reference}`);
  return { effects: entries.map(({ kind }) => kind), violations };
}

describe.each([
  ['and the server dies with all that it had in memory', true],
  ['and the server lives, so that each wish comes twice', false],
])('no worker answers, %s', (_what, dies) => {
  const round = dies ? 'dead' : 'alive';
  let told: Told;
  let readiness: readonly (readonly [number, unknown])[];
  beforeAll(async () => {
    told = await sendToNobody(round);
    readiness = await eventually(readinesses, ([, [forOrders] = [0]]) => forOrders === 503, 20_000);
    if (dies) await fleet.system.kill('temporal');
    process.kill(fleet.system.run().pids.worker, 'SIGCONT');
  }, 120_000);

  it('what only a worker can take is answered with 503 and the key that finds out; all else with 202', () => {
    const answers = ALL.map((message) => [message.name, told.get(message)?.[1]?.status]);
    expect(answers).toEqual(ALL.map((message) => [message.name, OTHERS.includes(message) ? 503 : 202]));
  });

  it('the API is ready for webhooks and wishes, says that no worker answers, and is not ready for orders', () => {
    const checks = { temporal: 'up', vault: 'up', workers: 'down' };
    expect(readiness).toEqual([
      [200, { status: 'ready', checks }],
      [503, { status: 'not ready', checks }],
    ]);
  });

  it('the API is ready for orders again when the worker goes on', async () => {
    await eventually(readinesses, ([, [forOrders] = [0]]) => forOrders === 200, 20_000);
  }, 30_000);

  it.each(WISHES)(
    '$name took effect once, and stands in the order',
    async (wish) => {
      const reference = referenceOf(wish, round);
      const [{ key }, reply] = told.get(wish) ?? [{}, null];
      expect(reply?.body as AcceptedBody).toMatchObject({ accepted: { kind: wish.kind, key } });
      const view = await shop.until(reference, wish.shows);
      expect(view?.wishes).toMatchObject([{ key, kind: wish.kind, outcome: 'accepted', reason: null }]);
      expect(await effectsOf(reference)).toEqual({ effects: wish.effects, violations: [] });
    },
    60_000,
  );

  it('the refund took effect once', async () => {
    const reference = referenceOf(REFUND, round);
    expect(told.get(REFUND)?.[1]?.body as AcceptedBody).toMatchObject({ accepted: { kind: 'refund', notAfter: null } });
    await shop.until(reference, ({ ledger }) => ledger.refunded.value > 0);
    expect(await effectsOf(reference)).toEqual({ effects: ['authorised', 'captured', 'refunded'], violations: [] });
  }, 60_000);

  it.each([...WISHES, REFUND, ...OTHERS])(
    'the same key finds out about $name, and nothing happens twice',
    async (message) => {
      const [request] = told.get(message) ?? [];
      if (!request) throw new Error('It was never sent');
      const reply = await eventually(() => fleet.insist(request), Boolean);
      expect([message.name, reply?.status]).toEqual([message.name, REFUSED.includes(message.name) ? 409 : 200]);
      const wish = WISHES.find((one) => one === message);
      if (wish) expect(await effectsOf(referenceOf(wish, round))).toEqual({ effects: wish.effects, violations: [] });
    },
    60_000,
  );
});
