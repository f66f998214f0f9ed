import { firstOf, merchantOf, OTP, type Merchant } from './merchant';

let merchant: Merchant;
beforeAll(async () => (merchant = await merchantOf()));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

const HELD = [1100, 0, 0, 0, 1100];

describe('a cancel that is accepted and never carried out', () => {
  it.each(['AUTHORIZED', 'CREATED', 'PENDING'] as const)(
    'answers 200 with %s; a second one is carried out',
    async (shows) => {
      const { orderId } = await merchant.held('ignored');
      merchant.simulator.control.setFaults([
        {
          operation: 'cancel',
          times: 1,
          action: { kind: 'behave', settings: { cancelMode: 'ignored', cancelShows: shows } },
        },
      ]);
      const answer = await merchant.cancel(orderId);
      expect([answer.status, answer.body.data.status, firstOf(answer).status]).toEqual([200, shows, 'AUTHORIZED']);
      const asked = await merchant.get(orderId);
      expect([asked.body.data.status, firstOf(asked).status, merchant.money('ignored')]).toEqual([
        'AUTHORIZED',
        'AUTHORIZED',
        HELD,
      ]);
      expect((await merchant.cancel(orderId)).body.data.status).toBe('CANCELLED');
      expect(merchant.money('ignored')).toEqual([1100, 0, 1100, 0, 0]);
    },
  );

  it('is ignored for as long as the gateway is of that kind, and nothing is left to settle', async () => {
    merchant.simulator.control.configure({ cancelMode: 'ignored' });
    const { orderId } = await merchant.held('ignored');
    for (let times = 0; times < 3; times += 1) expect((await merchant.cancel(orderId)).status).toBe(200);
    expect(merchant.money('ignored')).toEqual(HELD);
    expect(() => merchant.simulator.control.act('ignored', 'settle-cancel')).toThrow('no cancel is pending');
  });

  it('is still refused where there is nothing to cancel', async () => {
    merchant.simulator.control.configure({ cancelMode: 'ignored' });
    const { orderId } = await merchant.held('captured');
    await merchant.capture(orderId, 'captured-c');
    expect((await merchant.cancel(orderId)).body.code).toBe('OPERATION_NOT_ALLOWED');
  });
});

describe('a capture', () => {
  it.each([
    ['asked', 600, 600, 500],
    ['less', 600, 300, 800],
    ['less', 1100, 550, 550],
    ['more', 600, 1100, 0],
  ] as const)(
    'that takes %s of %i takes %i and lets %i go, and the block says so',
    async (captureTakes, asked, taken, gone) => {
      const { orderId } = await merchant.held('other-amount');
      const action = { kind: 'behave', settings: { captureTakes } } as const;
      merchant.simulator.control.setFaults([{ operation: 'capture', times: 1, action }]);
      const answer = await merchant.capture(orderId, 'other-amount-c', asked);
      expect(firstOf(answer).capture_data).toMatchObject([
        { merchant_capture_reference: 'other-amount-c', capture_amount: { value: taken } },
      ]);
      expect(merchant.money('other-amount')).toEqual([1100, taken, gone, 0, 0]);
      expect(merchant.simulator.control.ledgerOf('other-amount', true).violations).toEqual([]);
    },
  );

  it('that is carried out later takes less all the same', async () => {
    merchant.simulator.control.configure({ captureTakes: 'less', captureMode: 'pending' });
    const { orderId } = await merchant.held('later');
    await merchant.capture(orderId, 'later-c');
    merchant.simulator.control.act('later', 'settle-capture');
    expect(merchant.money('later')).toEqual([1100, 550, 550, 0, 0]);
  });
});

describe('a bank that is lenient', () => {
  it('takes hundreds of wrong OTPs, says SUBMIT_OTP after each, and then takes the right one', async () => {
    merchant.simulator.control.configure({ otpMaxWrong: 1_000_000 });
    const { paymentId } = await merchant.pending('lenient');
    await merchant.otp('generate', paymentId);
    for (let times = 0; times < 200; times += 1)
      expect((await merchant.otp('submit', paymentId, '000000')).body.next).toContain('SUBMIT_OTP');
    expect(merchant.money('lenient')).toEqual([0, 0, 0, 0, 0]);
    expect((await merchant.otp('submit', paymentId, OTP)).status).toBe(200);
    expect(merchant.money('lenient')).toEqual(HELD);
  });
});
