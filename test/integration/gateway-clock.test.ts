import { gatewayClockOffsMs } from '../../clients/gateway-clock';
import { eventually } from '../support/eventually';
import { openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';

/** A zone left off. */
const AHEAD_MS = 5.5 * 3_600_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openRealShop();
});
afterAll(() => shop.close());

const shown = (atMost: number, wanted: number): Promise<number[]> =>
  eventually(
    () => gatewayClockOffsMs(shop.environment.client, atMost, { timeoutMs: 3_000 }),
    (offsMs) => offsMs.length === wanted,
  );

it("the newest open holds show how far the gateway's clock is off", async () => {
  await shop.placeHeld({ reference: 'RIGHT' });
  await shown(2, 1);
  shop.bench.simulator.control.configure({ stampOffsetMs: AHEAD_MS });
  await shop.placeHeld({ reference: 'AHEAD' });
  const [newest = 0, oldest] = await shown(2, 2);
  expect(oldest).toBe(0);
  // Ours allows the moment at which the answer came, which is a little after the gateway stamped it.
  expect(newest).toBeGreaterThan(AHEAD_MS - 10_000);
  expect(newest).toBeLessThanOrEqual(AHEAD_MS);
  expect(await shown(1, 1)).toEqual([newest]);
});
