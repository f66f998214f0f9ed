import { NotAllowed, RefundNotFound } from '../../../clients/order-errors';
import { ACCEPTED, REFUND } from '../http/edge-fixture';
import { run } from './cli-fixture';

const RECHECK = 'refund recheck ORD-1 REF-1 --actor sup --reason asked';
const RESOLVE = 'refund resolve ORD-1 REF-1 --as failed --actor sup --reason gone';

describe('a lever of a refund', () => {
  it.each([
    [RECHECK, 'recheckRefund', { actor: 'sup', reason: 'asked' }],
    [RESOLVE, 'resolveRefund', { as: 'failed', actor: 'sup', reason: 'gone' }],
    ['refund revive ORD-1 REF-1 --actor s --reason r', 'reviveRefund', { actor: 's', reason: 'r' }],
  ])('%s asks for %s with %j', async (line, method, body) => {
    const { exit, out, asked, isClosed } = await run([...line.split(' '), '--idempotency-key', 'k-1', '--json']);
    const options = expect.objectContaining({ idempotencyKey: 'k-1' });
    expect(asked).toEqual([{ method, args: ['ORD-1', 'REF-1', body, options] }]);
    expect([exit, JSON.parse(out), isClosed]).toEqual([0, REFUND, true]);
  });

  it.each([
    ['refund recheck ORD-1 REF-1 --actor s', '--reason <text>'],
    ['refund resolve ORD-1 REF-1 --as failed --reason r', '--actor <name>'],
    ['refund resolve ORD-1 REF-1 --actor s --reason r', '--as <outcome>'],
    ['refund recheck ORD-1 --actor s --reason r', 'argument refund'],
    ['refund resolve ORD-1 REF-1 --as released --actor s --reason r', 'as: refunded or failed'],
    ['refund recheck ORD-1 R/1 --actor s --reason r', 'refundReference: 1 to 50 of A-Z a-z 0-9 _ -'],
  ])('%s is refused for %s, and nothing is asked', async (line, reason) => {
    const { exit, err, asked } = await run(line.split(' '));
    expect([exit, asked]).toEqual([2, []]);
    expect(err).toContain(reason);
  });

  it('ends with 7, and shows the refund as it stands, when there is no answer in time', async () => {
    const recheckRefund = async () => ({ answered: false as const, accepted: ACCEPTED, refund: REFUND });
    const { exit, out, err } = await run(RECHECK.split(' '), { orders: { recheckRefund } });
    expect([exit, out]).toEqual([7, expect.stringContaining('REF-1: pending.')]);
    expect(err).toContain('holdfast order refunds ORD-1');
  });

  it.each([
    [3, new NotAllowed('The refund waits for no person', 'not-parked')],
    [4, new RefundNotFound('Refund REF-1 is of order ORD-2')],
  ])('ends with %d when it is refused', async (expected, error) => {
    const { exit, err } = await run(RESOLVE.split(' '), { orders: { resolveRefund: () => Promise.reject(error) } });
    expect(exit).toBe(expected);
    expect(err).toContain(error.message);
  });
});
