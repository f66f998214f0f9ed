import { firstOf, merchantOf, OTP, type Answer, type Merchant } from './merchant';
import { REACH, type State } from './states';

type Move = 'pay' | 'capture' | 'cancel' | 'refund';

const MOVES: Record<Move, (merchant: Merchant, orderId: string, reference: string) => Promise<Answer>> = {
  pay: (merchant, orderId, reference) => merchant.pay(orderId, `${reference}-again`),
  capture: (merchant, orderId, reference) => merchant.capture(orderId, `${reference}-c`),
  cancel: (merchant, orderId) => merchant.cancel(orderId),
  refund: (merchant, orderId, reference) => merchant.refund(orderId, `${reference}-r`, 100),
};

const NOT_ALLOWED = 'OPERATION_NOT_ALLOWED';
const CANCELLED = 'ORDER_CANCELLED';
const VERDICTS: Record<State, Record<Move, string>> = {
  created: { pay: 'PENDING', capture: NOT_ALLOWED, cancel: NOT_ALLOWED, refund: NOT_ALLOWED },
  pending: { pay: NOT_ALLOWED, capture: NOT_ALLOWED, cancel: NOT_ALLOWED, refund: NOT_ALLOWED },
  attempted: { pay: 'PENDING', capture: NOT_ALLOWED, cancel: NOT_ALLOWED, refund: NOT_ALLOWED },
  held: { pay: NOT_ALLOWED, capture: 'PROCESSED', cancel: 'CANCELLED', refund: NOT_ALLOWED },
  captured: { pay: NOT_ALLOWED, capture: NOT_ALLOWED, cancel: NOT_ALLOWED, refund: 'PROCESSED' },
  cancelled: { pay: CANCELLED, capture: CANCELLED, cancel: CANCELLED, refund: CANCELLED },
  refunded: { pay: NOT_ALLOWED, capture: NOT_ALLOWED, cancel: NOT_ALLOWED, refund: NOT_ALLOWED },
  lapsed: { pay: NOT_ALLOWED, capture: 'PAYMENT_EXPIRED', cancel: 'PAYMENT_EXPIRED', refund: NOT_ALLOWED },
  failed: { pay: NOT_ALLOWED, capture: NOT_ALLOWED, cancel: NOT_ALLOWED, refund: NOT_ALLOWED },
};
const TABLE = Object.entries(VERDICTS).flatMap(([state, moves]) =>
  Object.entries(moves).map(([move, verdict]) => [state as State, move as Move, verdict] as const),
);

let merchant: Merchant;
beforeAll(async () => (merchant = await merchantOf()));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

describe('what an order may do', () => {
  it.each(TABLE)('%s, then %s: %s', async (state, move, verdict) => {
    const orderId = await REACH[state](merchant, 'order');
    const before = merchant.money('order');
    const { status, body } = await MOVES[move](merchant, orderId, 'order');
    const refused = /_/.test(verdict);
    expect([status, refused ? body.code : body.data.status]).toEqual([refused ? 422 : 200, verdict]);
    if (refused) expect(merchant.money('order')).toEqual(before);
  });

  it('knows no order that was not made', async () => {
    for (const move of Object.values(MOVES)) {
      const { status, body } = await move(merchant, 'v1-000000000000-aa-nobody', 'order');
      expect([status, body.code]).toEqual([404, 'ORDER_NOT_FOUND']);
    }
  });
});

describe('capture and cancel', () => {
  it('captures once in part, and the gateway gives the remainder back', async () => {
    const { orderId } = await merchant.held('part');
    expect((await merchant.capture(orderId, 'part-c', 400)).body.data.status).toBe('PROCESSED');
    expect(merchant.money('part')).toEqual([1100, 400, 700, 0, 0]);
    expect((await merchant.capture(orderId, 'part-d', 300)).body.code).toBe(NOT_ALLOWED);
    expect((await merchant.refund(orderId, 'part-r', 401)).body.code).toBe('AMOUNT_LIMIT_EXCEEDED');
    await merchant.refund(orderId, 'part-s', 400);
    expect((await merchant.get(orderId)).body.data.status).toBe('FULLY_REFUNDED');
  });

  it('may show PARTIALLY_CAPTURED, keep the remainder, or give one block instead of a list', async () => {
    const { control } = merchant.simulator;
    control.configure({ partialCaptureShows: 'PARTIALLY_CAPTURED', releaseRemainder: false, captureDataAs: 'object' });
    const { orderId } = await merchant.held('odd');
    const captured = await merchant.capture(orderId, 'odd-c', 400);
    expect([captured.body.data.status, firstOf(captured).capture_data]).toEqual([
      'PARTIALLY_CAPTURED',
      expect.objectContaining({ merchant_capture_reference: 'odd-c' }),
    ]);
    expect(merchant.money('odd')).toEqual([1100, 400, 0, 0, 700]);
    expect(control.ledgerOf('odd', true).violations.map(({ rule }) => rule)).toEqual(['held-at-end']);
    control.act(orderId, 'release-remainder');
    expect(control.ledgerOf('odd', true).violations).toEqual([]);
  });

  it('may show the hold for as long as the remainder is kept, which takes no second capture', async () => {
    const { control } = merchant.simulator;
    control.configure({ releaseRemainder: false, remainderShows: 'AUTHORIZED' });
    const { orderId } = await merchant.held('kept');
    expect(firstOf(await merchant.capture(orderId, 'kept-c', 400)).status).toBe('AUTHORIZED');
    expect((await merchant.capture(orderId, 'kept-d', 700)).body.code).toBe(NOT_ALLOWED);
    control.act(orderId, 'release-remainder');
    expect(firstOf(await merchant.get(orderId)).status).toBe('PROCESSED');
    expect(merchant.money('kept')).toEqual([1100, 400, 700, 0, 0]);
  });

  it.each(['CREATED', 'PENDING'] as const)('may show %s while an accepted cancel waits', async (cancelShows) => {
    const { control } = merchant.simulator;
    control.configure({ cancelMode: 'pending', cancelShows });
    const { orderId } = await merchant.held(`shows-${cancelShows}`);
    expect((await merchant.cancel(orderId)).body.data.status).toBe(cancelShows);
    control.act(orderId, 'fail-cancel');
    expect((await merchant.get(orderId)).body.data.status).toBe('AUTHORIZED');
  });

  it('refuses more than the hold', async () => {
    const { orderId } = await merchant.held('over');
    const { status, body } = await merchant.capture(orderId, 'over-c', 1101);
    expect([status, body.code, merchant.money('over')]).toEqual([422, 'INVALID_REQUEST', [1100, 0, 0, 0, 1100]]);
  });

  it.each([
    ['DUPLICATE_REQUEST', 'DUPLICATE_REQUEST', [1100, 1100, 0, 0, 0], []],
    [NOT_ALLOWED, NOT_ALLOWED, [1100, 1100, 0, 0, 0], []],
    ['second-capture', 'PROCESSED', [1100, 2200, 0, 0, -1100], ['captured-twice']],
  ] as const)('answers a repeated capture as configured: %s', async (repeatedCapture, verdict, money, rules) => {
    merchant.simulator.control.configure({ repeatedCapture });
    const { orderId } = await merchant.held('twice');
    await merchant.capture(orderId, 'twice-c', 1100);
    const { body } = await merchant.capture(orderId, 'twice-c', 1100);
    expect([body.code ?? body.data.status, merchant.money('twice')]).toEqual([verdict, money]);
    expect(merchant.simulator.control.ledgerOf('twice', true).violations.map(({ rule }) => rule)).toEqual(rules);
  });

  it.each([
    ['refuse', 422, 'PENDING'],
    ['unchanged', 200, 'PENDING'],
    ['cancel', 200, 'CANCELLED'],
  ] as const)('cancels before a hold as configured: %s', async (cancelBeforeAuthorised, status, left) => {
    merchant.simulator.control.configure({ cancelBeforeAuthorised });
    const { orderId } = await merchant.pending('early');
    expect((await merchant.cancel(orderId)).status).toBe(status);
    expect((await merchant.get(orderId)).body.data.status).toBe(left);
  });

  it('can leave a capture pending: the block shows, the money moves only when it settles', async () => {
    merchant.simulator.control.configure({ captureMode: 'pending' });
    const { orderId } = await merchant.held('later');
    const asked = await merchant.capture(orderId, 'later-c', 1000);
    expect([asked.body.data.status, firstOf(asked).status, merchant.money('later')]).toEqual([
      'PENDING',
      'AUTHORIZED',
      [1100, 0, 0, 0, 1100],
    ]);
    expect(firstOf(asked).capture_data).toHaveLength(1);
    expect((await merchant.cancel(orderId)).body.code).toBe(NOT_ALLOWED);
    merchant.simulator.control.act(orderId, 'settle-capture');
    const settled = await merchant.get(orderId);
    expect([settled.body.data.status, firstOf(settled).capture_data]).toEqual(['PROCESSED', [expect.anything()]]);
    expect(merchant.money('later')).toEqual([1100, 1000, 100, 0, 0]);
  });

  it('can fail a pending capture: order and payment FAILED, the block stays, the hold is gone', async () => {
    const orderId = await REACH.failed(merchant, 'doomed');
    const order = await merchant.get(orderId);
    expect([order.body.data.status, firstOf(order).status, firstOf(order).error_detail.code]).toEqual([
      'FAILED',
      'FAILED',
      'PAYMENT_DECLINED',
    ]);
    expect([firstOf(order).capture_data, merchant.money('doomed')]).toEqual([
      [expect.anything()],
      [1100, 0, 1100, 0, 0],
    ]);
  });

  it('can leave a cancel pending: 200, and the order still AUTHORIZED', async () => {
    merchant.simulator.control.configure({ cancelMode: 'pending' });
    const { orderId } = await merchant.held('letting-go');
    expect((await merchant.cancel(orderId)).body.data.status).toBe('AUTHORIZED');
    expect(merchant.money('letting-go')).toEqual([1100, 0, 0, 0, 1100]);
    merchant.simulator.control.act(orderId, 'settle-cancel');
    expect([(await merchant.get(orderId)).body.data.status, merchant.money('letting-go')]).toEqual([
      'CANCELLED',
      [1100, 0, 1100, 0, 0],
    ]);
  });

  it('takes the money at once when pre_auth is false', async () => {
    const orderId = (await merchant.createOrder('sale', { pre_auth: false })).body.data.order_id;
    const paymentId = firstOf(await merchant.pay(orderId, 'sale-p')).id;
    await merchant.otp('generate', paymentId);
    await merchant.otp('submit', paymentId, OTP);
    expect([(await merchant.get(orderId)).body.data.status, merchant.money('sale')]).toEqual([
      'PROCESSED',
      [1100, 1100, 0, 0, 0],
    ]);
  });

  it('refuses a reference that another order has used', async () => {
    const { orderId: first } = await merchant.held('one');
    const second = (await merchant.createOrder('two')).body.data.order_id;
    expect((await merchant.pay(second, 'one-p1')).body.code).toBe('DUPLICATE_REQUEST');
    await merchant.capture(first, 'shared');
    expect((await merchant.refund(first, 'two', 100)).body.code).toBe('DUPLICATE_REQUEST');
  });
});

describe('the lax gateway', () => {
  it('pays again although a payment is pending, and the two holds are noticed', async () => {
    merchant.simulator.control.configure({ judgement: 'hold-only', duplicatePayment: 'second-payment' });
    const { orderId } = await merchant.held('lax');
    const again = await merchant.pay(orderId, 'lax-p1');
    expect(again.body.data.payments).toHaveLength(2);
    merchant.simulator.control.act(orderId, 'authorise-late');
    expect(merchant.simulator.control.ledgerOf('lax').violations.map(({ rule }) => rule)).toEqual(['two-holds']);
    await merchant.cancel(orderId);
    expect(merchant.money('lax')).toEqual([2200, 0, 2200, 0, 0]);
  });

  it.each([
    ['again under the same reference', { repeatedRefund: 'second-refund', furtherRefund: 'beyond-captured' }, 'more-r'],
    ['beyond what was captured', { furtherRefund: 'beyond-captured' }, 'more-s'],
  ] as const)('gives a refund %s, which is noticed', async (_what, settings, second) => {
    const { orderId } = await merchant.held('more');
    await merchant.capture(orderId, 'more-c', 1100);
    await merchant.refund(orderId, 'more-r', 1100);
    await merchant.refund(orderId, second, 1100);
    expect(merchant.money('more')).toEqual([1100, 1100, 0, 1100, 0]);
    merchant.simulator.control.configure(settings);
    expect((await merchant.refund(orderId, second, 1100)).body.data.status).toBe('PROCESSED');
    expect(merchant.money('more')).toEqual([1100, 1100, 0, 2200, 0]);
    expect(merchant.simulator.control.ledgerOf('more').violations.map(({ rule }) => rule)).toEqual([
      'refunded-more-than-captured',
    ]);
  });

  it('lets a hold beside a capture be cancelled, which the strict one refuses', async () => {
    const orderId = await REACH.attempted(merchant, 'beside');
    const paymentId = firstOf(await merchant.get(orderId)).id;
    const second = (await merchant.pay(orderId, 'beside-p2')).body.data.payments[1]?.id ?? '';
    await merchant.otp('generate', second);
    await merchant.otp('submit', second, OTP);
    await merchant.capture(orderId, 'beside-c');
    const { control } = merchant.simulator;
    expect(control.act(orderId, 'authorise-late', { paymentId }).status).toBe('PROCESSED');
    expect(control.ledgerOf('beside').violations.map(({ rule }) => rule)).toEqual(['hold-beside-capture']);
    expect((await merchant.cancel(orderId)).body.code).toBe(NOT_ALLOWED);
    control.configure({ judgement: 'hold-only' });
    expect((await merchant.cancel(orderId)).body.data.status).toBe('PROCESSED');
    expect(merchant.money('beside')).toEqual([2200, 1100, 1100, 0, 0]);
  });
});
