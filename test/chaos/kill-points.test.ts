import type { orderAnswer } from '../../simulator/answers';
import type { Statement } from '../../simulator/ledger';
import { AMOUNT } from '../support/orders';
import { startFleet } from './support/fleet';
import type { Fleet } from './support/fleet';
import { Marksman, MOMENTS, referenceOf } from './support/marksman';
import { OPTIONS } from './support/options';
import { EFFECTS, POINTS } from './support/points';
import type { Point } from './support/points';
import { LAX } from './support/profile';
import { Shop } from './support/shop';

/*
 * The worker, killed as nobody can catch it, at each call of an order: before, in and right after it. The simulator holds
 * the call at that very moment, so nothing is left to luck; all calls stand still together and die of one kill. The
 * gateway does again what it is asked again, so that a call sent once too often shows in its ledger.
 */

let fleet: Fleet;
let shop: Shop;
let marksman: Marksman;
beforeAll(async () => {
  fleet = await startFleet({ QUIET_PERIOD: '3s', AWAY_ASK: '2s' });
  await fleet.system.control('POST', '/control/settings', { otpResendAfterS: 1, ...LAX });
  shop = new Shop(fleet, 'kill');
  marksman = new Marksman(fleet, shop);
}, 180_000);
afterAll(() => fleet.close());

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

describe.each(MOMENTS)('the worker is killed at a call, %s', (moment) => {
  it.each(groups)(
    '%s: each order ends as if nothing had happened',
    async (name, points) => {
      const label = `${moment}-${groups.findIndex(([group]) => group === name)}`;
      await Promise.all(points.map(({ call, prepare }) => prepare(shop, referenceOf(call, label))));
      await Promise.all(await marksman.killAt(moment, points, label));
      const statements = await Promise.all(points.map((point) => finish(point, label)));
      const effects = statements.map(({ reference, entries, violations }) => ({
        reference,
        effects: entries.map(({ kind, amount }) => [kind, amount]),
        violations,
      }));
      expect(effects).toEqual(
        points.map(({ call, ends }) => ({
          reference: referenceOf(call, label),
          effects: EFFECTS[ends].map((kind) => [kind, AMOUNT.value]),
          violations: [],
        })),
      );
    },
    240_000,
  );
});

describe('the gateway makes a second order of a repeat', () => {
  beforeAll(() => fleet.system.control('POST', '/control/settings', { duplicateOrder: 'second-order' }));
  afterAll(() => fleet.system.control('POST', '/control/settings', { duplicateOrder: 'return-existing' }));

  it('create order, which a crash repeats without a question: two orders, and money moves in one of them only', async () => {
    const label = 'second-order';
    const points = POINTS.filter(({ call }) => call === 'createOrder');
    await Promise.all(points.map(({ call, prepare }) => prepare(shop, referenceOf(call, label))));
    await Promise.all(await marksman.killAt('after-its-effect', points, label));
    const statements = await Promise.all(points.map((point) => finish(point, label)));
    const { orders } = await fleet.system.control<{ orders: ReturnType<typeof orderAnswer>[] }>(
      'GET',
      '/control/orders',
    );
    const reference = referenceOf('createOrder', label);
    const made = orders.filter((order) => order.merchant_order_reference === reference);
    expect(made.map(({ status }) => status)).toEqual(['CREATED', 'PROCESSED']);
    expect(
      statements.map(({ entries, violations }) => [entries.map(({ kind, amount }) => [kind, amount]), violations]),
    ).toEqual([[EFFECTS.captured.map((kind) => [kind, AMOUNT.value]), []]]);
  }, 240_000);
});

it('no call that came again carried another body', async () => {
  expect(await fleet.system.control('GET', '/control/changed-repeats')).toEqual({ calls: [] });
});
