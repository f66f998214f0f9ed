import type { ActName, ActOptionsInput } from '../../../simulator/acts';
import { merchantOf, OTP, type Merchant } from './merchant';
import { REACH, type State } from './states';

let merchant: Merchant;
beforeAll(async () => (merchant = await merchantOf()));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

describe('what happens without a call', () => {
  it.each<[State, ActName, string, readonly number[], readonly string[]]>([
    ['pending', 'authorise-late', 'AUTHORIZED', [1100, 0, 0, 0, 1100], ['held-at-end']],
    ['attempted', 'authorise-late', 'AUTHORIZED', [1100, 0, 0, 0, 1100], ['held-at-end']],
    ['cancelled', 'authorise-late', 'AUTHORIZED', [2200, 0, 1100, 0, 1100], ['held-at-end']],
    ['pending', 'authorise-late-once', 'AUTHORIZED', [1100, 0, 0, 0, 1100], ['held-at-end']],
    ['held', 'lapse', 'CANCELLED', [1100, 0, 1100, 0, 0], ['hold-lapsed']],
    ['held', 'cancel-in-dashboard', 'CANCELLED', [1100, 0, 1100, 0, 0], []],
    ['held', 'capture-in-dashboard', 'PROCESSED', [1100, 1100, 0, 0, 0], []],
    ['pending', 'expire-payment', 'ATTEMPTED', [0, 0, 0, 0, 0], []],
  ])('%s, then %s: %s', async (state, act, status, money, rules) => {
    const orderId = await REACH[state](merchant, 'act');
    expect(merchant.simulator.control.act('act', act).order_id).toBe(orderId);
    expect([(await merchant.get(orderId)).body.data.status, merchant.money('act')]).toEqual([status, money]);
    expect(merchant.simulator.control.ledgerOf('act', true).violations.map(({ rule }) => rule)).toEqual(rules);
  });

  it.each<[ActOptionsInput, string, object]>([
    [{}, 'CANCELLED', {}],
    [{ shows: 'FAILED' }, 'FAILED', { error_detail: { code: 'PAYMENT_EXPIRED' } }],
    [{ shows: 'AUTHORIZED' }, 'AUTHORIZED', {}],
  ])('a lapse told %j shows order and payment %s, with %j', async (options, status, details) => {
    const { orderId } = await merchant.held('gone');
    merchant.simulator.control.act('gone', 'lapse', options);
    expect((await merchant.get(orderId)).body.data).toMatchObject({ status, payments: [{ status, ...details }] });
    expect(merchant.money('gone')).toEqual([1100, 0, 1100, 0, 0]);
  });

  it('lets the remainder of the captured payment go, and not the hold of another one', async () => {
    merchant.simulator.control.configure({ releaseRemainder: false });
    const { orderId, paymentId } = await merchant.pending('two');
    merchant.simulator.control.act('two', 'expire-payment');
    const second = (await merchant.pay(orderId, 'two-p2')).body.data.payments.at(-1)?.id ?? '';
    await merchant.otp('generate', second);
    await merchant.otp('submit', second, OTP);
    await merchant.capture(orderId, 'two-c', 600);
    merchant.simulator.control.act('two', 'authorise-late', { paymentId });
    expect(merchant.money('two')).toEqual([2200, 600, 0, 0, 1600]);
    merchant.simulator.control.act('two', 'release-remainder');
    expect(merchant.money('two')).toEqual([2200, 600, 500, 0, 1100]);
    const { entries } = merchant.simulator.control.ledgerOf('two');
    expect(entries.at(-1)).toMatchObject({ kind: 'released', paymentId: second, cause: 'remainder' });
  });

  it('authorises no payment a second time that is authorised late but once', async () => {
    await REACH.cancelled(merchant, 'gone');
    expect(() => merchant.simulator.control.act('gone', 'authorise-late-once')).toThrow();
    expect(merchant.money('gone')).toEqual([1100, 0, 1100, 0, 0]);
  });

  it('lets a hold lapse by itself after the configured days, at the instant it ended', async () => {
    const { orderId } = await merchant.held('old');
    const day = 86_400_000;
    const heldAt = Date.parse(merchant.simulator.control.ledgerOf('old').entries[0]?.at ?? '');
    merchant.simulator.control.advanceClock(6 * day);
    expect(merchant.money('old')).toEqual([1100, 0, 0, 0, 1100]);
    merchant.simulator.control.advanceClock(2 * day);
    await merchant.logIn();
    expect((await merchant.get(orderId)).body.data.status).toBe('CANCELLED');
    const { entries, violations } = merchant.simulator.control.ledgerOf('old');
    expect([Date.parse(entries[1]?.at ?? '') - heldAt, violations.map(({ rule }) => rule)]).toEqual([
      7 * day,
      ['hold-lapsed'],
    ]);
  });

  it('settles or fails a pending refund', async () => {
    merchant.simulator.control.configure({ refundMode: 'pending' });
    const orderId = await REACH.captured(merchant, 'back');
    const first = await merchant.refund(orderId, 'back-1', 600);
    expect([first.body.data.status, merchant.money('back')]).toEqual(['PENDING', [1100, 1100, 0, 0, 0]]);
    merchant.simulator.control.act('back-1', 'fail-refund');
    await merchant.refund(orderId, 'back-2', 1100);
    expect((await merchant.refund(orderId, 'back-2', 1100)).body.data.merchant_order_reference).toBe('back-2');
    merchant.simulator.control.act('back-2', 'settle-refund');
    expect([(await merchant.get(orderId)).body.data.status, merchant.money('back')]).toEqual([
      'FULLY_REFUNDED',
      [1100, 1100, 0, 1100, 0],
    ]);
  });
});
