import type { OrderGlance, RefundGlance } from '../../../clients/orders';
import { GLANCE } from '../http/edge-fixture';
import { run } from './cli-fixture';

const LONGEST = 'R'.repeat(50);
const REASON =
  'Two payments are on hold at the gateway, ₹1,100.00 each, and only one of them can be captured: release the other one';

const ORDER: OrderGlance = {
  ...GLANCE,
  state: 'authenticating',
  held: { value: 100_000_000, currency: 'INR' },
  attention: REASON,
  attentionSince: '2027-01-15T08:00:41.000Z',
  workflow: { ...GLANCE.workflow, url: `http://ui.example.com/${'x'.repeat(100)}` },
};
const REFUND: RefundGlance = {
  refundReference: 'REF-1',
  orderReference: 'ORD-1',
  state: 'pending',
  amount: { value: 50_000, currency: 'INR' },
  attention: REASON,
  attentionSince: '2027-01-12T08:00:00.000Z',
  workflow: { id: 'refund-REF-1', runId: 'run-1', url: null },
};

const widest = (out: string): number => Math.max(...out.split('\n').map((line) => line.length));

describe('what waits for a person', () => {
  it('is listed with since when, and why, in lines of at most 80 columns', async () => {
    const list = async () => ({
      orders: [ORDER, { ...ORDER, attentionSince: null, attention: 'two holds' }],
      more: true,
    });
    const { out, asked } = await run(['order', 'list', '--attention'], { orders: { list } });
    expect(asked[0]?.args[0]).toEqual({ attention: true });
    expect(out).toMatchSnapshot();
    expect(widest(out)).toBeLessThanOrEqual(80);
  });

  it.each([
    ['the longest reference', { reference: LONGEST }],
    ['a word without an end', { attention: 'x'.repeat(300) }],
    ['a reason of several lines', { attention: 'one\ntwo\u2028three\u001b[2J' }],
    ['a long time', { attentionSince: '2000-01-01T00:00:00.000Z', reference: LONGEST }],
  ])('fits 80 columns with %s, and nothing of it is lost', async (_what, changed) => {
    const order = { ...ORDER, ...changed };
    const { out } = await run(['order', 'list', '--attention'], {
      orders: { list: async () => ({ orders: [order], more: false }) },
    });
    expect(widest(out)).toBeLessThanOrEqual(80);
    expect(out).toContain(order.reference);
    const letters = (text: string): string => text.replace(/\P{L}/gu, '');
    expect(letters(out)).toContain(letters(order.attention ?? ''));
  });

  it('of refunds is listed likewise, with their orders', async () => {
    const unreadable = { ...REFUND, refundReference: LONGEST, orderReference: null, amount: null };
    const listRefunds = async () => ({ refunds: [REFUND, unreadable], more: false });
    const { out, asked } = await run(['refund', 'list', '--attention'], { orders: { listRefunds } });
    expect(asked[0]).toMatchObject({ method: 'listRefunds', args: [{ attention: true }, {}] });
    expect(out).toMatchSnapshot();
    expect(widest(out)).toBeLessThanOrEqual(80);
  });

  it('is not all that can be asked for: other refunds, and programs, too', async () => {
    const listRefunds = async () => ({ refunds: [{ ...REFUND, attention: null, attentionSince: null }], more: true });
    const { out, asked } = await run(['refund', 'list', '--limit', '1', '--json'], { orders: { listRefunds } });
    expect(asked[0]?.args[0]).toEqual({ limit: 1 });
    expect(JSON.parse(out)).toEqual(await listRefunds());
    expect((await run(['refund', 'list', '--no-attention'], { orders: { listRefunds } })).out).toContain('REF-1');
    expect((await run(['refund', 'list', '--limit', '201'])).exit).toBe(2);
  });

  it('is said to be nothing where nobody waits', async () => {
    expect((await run(['order', 'list', '--attention'])).out).toBe('No order waits for a person.\n');
    expect((await run(['refund', 'list', '--attention'])).out).toBe('No refund fits.\n');
  });
});
