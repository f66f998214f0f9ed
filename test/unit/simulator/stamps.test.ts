import { ManualClock } from '../../../simulator/clock';
import type { Settings } from '../../../simulator/settings';
import { merchantOf, type Merchant } from './merchant';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 5, 10);

const clock = new ManualClock(START_MS);
let merchant: Merchant;
beforeAll(async () => (merchant = await merchantOf({ clock })));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

interface Stamped {
  readonly created_at: string;
  readonly updated_at: string;
}
/** The stamps of a held order and of its payment, by a gateway of these settings. */
async function stampsOf(settings: Partial<Settings>, reference = 'stamped'): Promise<string[]> {
  merchant.simulator.control.configure(settings);
  const { orderId } = await merchant.held(reference);
  const order = (await merchant.get(orderId)).body.data as unknown as Stamped & { payments: Stamped[] };
  return [order, ...order.payments].flatMap(({ created_at, updated_at }) => [created_at, updated_at]);
}

describe("the gateway's stamps", () => {
  it.each<[Partial<Settings>, string]>([
    [{}, '2026-01-05T10:00:00.000Z'],
    [{ stampOffsetMs: 5.5 * HOUR_MS }, '2026-01-05T15:30:00.000Z'],
    [{ stampOffsetMs: 5.5 * HOUR_MS, stampZone: 'none' }, '2026-01-05T15:30:00.000'],
    [{ stampOffsetMs: 72 * HOUR_MS, timestampDigits: 0 }, '2026-01-08T10:00:00Z'],
    [{ stampOffsetMs: -144 * HOUR_MS, timestampDigits: 9 }, '2025-12-30T10:00:00.000000000Z'],
    [{ stampZone: 'none', timestampDigits: 0 }, '2026-01-05T10:00:00'],
  ])('of a clock that is off by %j all say %s, and the ledger keeps the true time', async (settings, written) => {
    expect(new Set(await stampsOf(settings))).toEqual(new Set([written]));
    const [entry] = merchant.simulator.control.ledgerOf('stamped').entries;
    expect(entry?.at).toBe(new Date(START_MS).toISOString());
  });

  it('do not move the end of a hold', async () => {
    await stampsOf({ stampOffsetMs: -144 * HOUR_MS, holdDays: 1 });
    expect(merchant.money('stamped')).toEqual([1100, 0, 0, 0, 1100]);
    merchant.simulator.control.advanceClock(24 * HOUR_MS);
    expect(merchant.money('stamped')).toEqual([1100, 0, 1100, 0, 0]);
  });

  it('are off by different amounts for different updates, and by the same one whenever they are read', async () => {
    const stamps = await stampsOf({ stampJitterMs: HOUR_MS });
    const off = stamps.map((stamp) => Date.parse(stamp) - START_MS);
    expect(Math.max(...off.map(Math.abs))).toBeLessThanOrEqual(HOUR_MS);
    const many = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((reference) => stampsOf({}, reference)));
    expect(new Set(many.flat()).size).toBeGreaterThan(6);
    expect(many.flat().some((stamp) => Date.parse(stamp) < START_MS)).toBe(true);
    expect(many.flat().some((stamp) => Date.parse(stamp) > START_MS)).toBe(true);
    const read = async (): Promise<unknown> => (await merchant.call('GET /api/pay/v1/orders/reference/a')).body.data;
    expect(await read()).toEqual(await read());
  });
});
