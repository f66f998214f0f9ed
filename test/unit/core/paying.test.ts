import { cardRef, otpRef } from '../../support/secret-refs';
import { otpEntered, otpPrompted } from '../../../workflows/domain/order/events/otp';
import { otpVerdict, attemptsLeft, buyersLink, isRegistered } from '../../../workflows/domain/order/paying';
import { canPay } from '../../../workflows/domain/order/events/requests';
import { plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { buyersTurn } from '../../../workflows/domain/order/view/buyers-turn';
import { stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says, START, TERMS } from '../../support/core/words';

const HOSTED = { terms: { ...TERMS, checkout: 'hosted' }, cardRef: undefined } as const;
const LINK = 'https://api.pluralpay.in/checkout';

const linked = (url = LINK): Script => {
  const order = anOrder(HOSTED);
  order.take('register');
  return order.outcome({ kind: 'linked', gatewayOrderId: 'v1-order', link: { url } });
};

/** The last payment failed, as the gateway shows it. */
const failed = (order: Script, ordinal = 1): Script =>
  order.outcome({ kind: 'declined', code: 'PAYMENT_DECLINED' }).ask(
    snapshotAnswer(
      says(
        'attempted',
        Array.from({ length: ordinal }, (_, before) => ({ status: 'failed' as const, ordinal: before + 1 })),
      ),
    ),
  );

describe('a hosted order', () => {
  it('is registered with its page only, and sends nobody there before it was seen and compared', () => {
    const order = linked();
    expect(isRegistered(order.order)).toBe(true);
    expect(buyersTurn(order.order)).toBeNull();
    order.ask(snapshotAnswer(says('created', [], { preAuth: true })));
    expect(buyersTurn(order.order)).toEqual({ type: 'redirect', url: LINK });
    expect(stateOf(order.order)).toBe('authenticating');
  });

  it('that turns out to be no pre-authorisation sends nobody anywhere', () => {
    const order = linked().ask(snapshotAnswer(says('created', [], { preAuth: false })));
    expect(order.take('giveUp')).toMatchObject({ why: { kind: 'referenceUsed' } });
    expect(buyersTurn(order.order)).toBeNull();
  });

  it('known at the gateway without its page asks for the page again, at once and then ever later', () => {
    const order = anOrder(HOSTED);
    order.take('register');
    order
      .unknown()
      .pass(SECOND_MS)
      .ask(snapshotAnswer(says('created')));
    expect(order.take('await').until).toBe(plus(order.now, SECOND_MS));
    order.pass(SECOND_MS).take('register');
    order
      .unknown()
      .pass(SECOND_MS)
      .ask(snapshotAnswer(says('created')));
    expect(order.take('await').until).toBe(plus(order.now, 2 * SECOND_MS));
  });

  it('takes no card here', () => {
    expect(canPay(linked().order, cardRef('card-1'))).toMatchObject({ ok: false, code: 'hosted-checkout' });
  });
});

describe('the link for the buyer', () => {
  it('of an earlier payment leads nowhere', () => {
    const order = anOrder().authenticating().sees(anOrder().paid('failed')).anotherCard();
    order.take('pay');
    order.done(says('pending', [{ status: 'failed' }, { status: 'pending', ordinal: 2 }]));
    expect(buyersLink(order.order)).toBeNull();
  });

  it('that leads elsewhere parks the order, until it is given up', () => {
    const order = anOrder().readyToPay();
    order.take('pay');
    order.done(says('pending', [{ status: 'pending' }], { challenge: 'elsewhere' }));
    expect(order.take('park').trouble.code).toBe('foreign-link');
  });
});

describe('attempts', () => {
  const declined = (paymentAttempts: number): Script => {
    const order = anOrder({ policy: { paymentAttempts } }).readyToPay();
    order.take('pay');
    return failed(order);
  };

  it('are counted by us, and the last one that fails declines the order', () => {
    expect(attemptsLeft(declined(3).order)).toBe(2);
    const order = declined(1);
    expect(order.take('giveUp')).toMatchObject({ why: { kind: 'attemptsUsed' } });
  });

  it('are never more than the gateway says remain', () => {
    const order = declined(3).sees(says('attempted', [{ status: 'failed' }], { retriesRemaining: 1 }));
    expect(attemptsLeft(order.order)).toBe(1);
    order.sees(says('attempted', [{ status: 'failed' }], { retriesRemaining: 9 }));
    expect(attemptsLeft(order.order)).toBe(1);
  });

  it('are refused when none is left', () => {
    const order = declined(1);
    expect(canPay(order.order, cardRef('card-9'))).toMatchObject({ ok: false, code: 'no-attempts-left' });
  });
});

describe('the verdict on an OTP whose answer is still on its way', () => {
  const entered = (): Script => {
    const order = anOrder().otpAwaited();
    order.order = otpEntered(order.order, { id: 'o', otpRef: otpRef('o') }, order.now);
    order.take('submitOtp');
    return order;
  };

  it('is open while the payment is', () => {
    expect(otpVerdict(entered().order, 'o')).toBeNull();
  });

  it.each([
    ['authorised', {}, { kind: 'accepted' }],
    ['failed', { errorCode: 'X', isAuthenticationFailure: true }, { kind: 'declined', code: 'X', by: 'otp' }],
    ['failed', { errorCode: 'X' }, { kind: 'declined', code: 'X', by: 'bank' }],
    ['failed', {}, { kind: 'declined', code: 'PAYMENT_FAILED', by: 'bank' }],
  ] as const)('is told by an answer that says %s (%j)', (status, failure, verdict) => {
    const snapshot = anOrder().paid(status);
    const payments = snapshot.payments.map((payment) => ({ ...payment, ...failure }));
    expect(otpVerdict(entered().sees({ ...snapshot, payments }).order, 'o')).toEqual(verdict);
  });
});

it('a gateway that only sends a new OTP leaves the buyer nothing to enter', () => {
  const order = anOrder().otpAwaited();
  order.order = otpPrompted(order.order, { kind: 'prompted', next: ['resend'], resendAfterS: 5 }, order.now);
  expect(buyersTurn(order.order)).toEqual({
    type: 'submitOtp',
    attemptsLeft: 0,
    resendAfter: plus(START, 5 * SECOND_MS),
  });
});
