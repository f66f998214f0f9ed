import { NotAllowed, RefundConflict } from '../../../clients/order-errors';
import type { RefundView } from '../../../workflows/contract/refund';
import { ACCEPTED, REFUND, VIEW } from '../http/edge-fixture';
import { run } from './cli-fixture';

const PARKED: RefundView = {
  ...REFUND,
  state: 'requested',
  decline: { code: 'RISK_CHECK_FAILED' },
  attention: {
    code: 'refund-in-vain',
    reason: 'sent three times',
    since: '2027-01-15T08:00:00.000Z',
    advice: 'Refund in the\u001b[2J dashboard',
  },
  waitingFor: 'A person: sent three times.',
  timeline: [{ at: '2027-01-15T10:00:00.000Z', what: 'Refund asked for: one item returned' }],
};

describe('order refund', () => {
  const line = 'order refund ORD-1 --refund-reference REF-1 --reason returned';
  const wish = { refundReference: 'REF-1', reason: 'returned' };

  it.each([
    [line, wish],
    [`${line} --amount 500.00`, { ...wish, amount: { value: 50_000, currency: 'INR' } }],
  ])('%s asks for %j', async (given, expected) => {
    const how = ['--idempotency-key', 'k-1', '--timeout', '30s'];
    const { exit, asked, isClosed } = await run([...given.split(' '), ...how]);
    const options = expect.objectContaining({ idempotencyKey: 'k-1', timeoutMs: 30_000 });
    expect(asked).toEqual([{ method: 'refund', args: ['ORD-1', expected, options] }]);
    expect([exit, isClosed]).toEqual([0, true]);
  });

  it.each([
    ['order refund ORD-1 --reason r', '--refund-reference'],
    ['order refund ORD-1 --refund-reference REF-1', '--reason'],
    [`${line} --amount 500`, '--amount: expected rupees with both decimals'],
    ['order refund ORD-1 --refund-reference R/1 --reason r', 'refundReference: 1 to 50 of A-Z a-z 0-9 _ -'],
    ['order refund ORD-1 --refund-reference ORD-1 --reason r', 'refundReference: another reference than the order has'],
    ['order refund ORD/1 --refund-reference REF-1 --reason r', 'reference: 1 to 50 of A-Z a-z 0-9 _ -'],
  ])('%s is refused for %s, and nothing is asked', async (given, reason) => {
    const { exit, err, asked } = await run(given.split(' '));
    expect([exit, asked]).toEqual([2, []]);
    expect(err).toContain(reason);
  });

  it('shows programs the refund as the edge does', async () => {
    const { out, err } = await run([...line.split(' '), '--json']);
    expect([JSON.parse(out), err]).toEqual([REFUND, '']);
  });

  it('ends with 7, and shows the refund, while it is not known whether the gateway has it', async () => {
    const refund = async () => ({ answered: false as const, accepted: ACCEPTED, refund: PARKED });
    const { exit, out, err } = await run(line.split(' '), { orders: { refund } });
    expect([exit, out]).toEqual([7, expect.stringContaining('REF-1: requested.')]);
    expect(err).toContain('holdfast order refunds ORD-1');
  });

  it.each([
    [3, new NotAllowed('Only ₹1.00 is left to refund', 'refund-too-large')],
    [5, new RefundConflict('Refund REF-1 exists with other content')],
  ])('ends with %d when it is refused', async (expected, error) => {
    const { exit, err } = await run(line.split(' '), { orders: { refund: () => Promise.reject(error) } });
    expect(exit).toBe(expected);
    expect(err).toContain(error.message);
  });
});

describe('order refunds', () => {
  const refused: RefundView = { ...REFUND, refundReference: 'REF-22', state: 'refused', amount: null };
  const refunds = async () => [PARKED, refused];

  it('lists them for people, and says where there are none', async () => {
    const { exit, out } = await run(['order', 'refunds', 'ORD-1'], { orders: { refunds } });
    expect(exit).toBe(0);
    expect(out).toMatchSnapshot();
    const { out: none } = await run(['order', 'refunds', 'ORD-1'], { orders: { refunds: async () => [] } });
    expect(none).toBe('Nobody has asked for a refund of this order.\n');
  });

  it('shows programs the same as the edge', async () => {
    const { out, asked } = await run(['order', 'refunds', 'ORD-1', '--json'], { orders: { refunds } });
    expect(JSON.parse(out)).toEqual({ refunds: [PARKED, refused] });
    expect(asked).toMatchObject([{ method: 'refunds', args: ['ORD-1', {}] }]);
  });
});

it('shows people all of a refund, and nothing that a terminal obeys', async () => {
  const refund = async () => ({ answered: true as const, refund: PARKED });
  const line = 'order refund ORD-1 --refund-reference REF-1 --reason returned';
  const { out } = await run(line.split(' '), { orders: { refund } });
  expect(out).toMatchSnapshot();
  expect(out).not.toContain('\u001b');
});

it('an order that is shown has its refunds in it', async () => {
  const get = async () => ({ ...VIEW, refunds: [REFUND, PARKED] });
  const { out } = await run(['order', 'show', 'ORD-1'], { orders: { get } });
  expect(out).toContain('  refund     REF-1: ₹500.00, pending\n');
  expect(out).toContain('  refund     REF-1: ₹500.00, requested; waits for a person: sent three times\n');
});
