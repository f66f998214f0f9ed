import { otpRef } from '../../support/secret-refs';
import { otpEntered, otpJudged as otpSubmitted } from '../../../workflows/domain/order/events/otp';
import { otpVerdict } from '../../../workflows/domain/order/paying';
import { anOrder } from '../../support/core/script';
import type { Script } from '../../support/core/script';

const entered = (): Script =>
  anOrder()
    .otpAwaited()
    .message((order, now) => otpEntered(order, { id: 'o', otpRef: otpRef('o') }, now));

describe('what became of an OTP', () => {
  it('is open while neither the answer nor the payment tells', () => {
    expect(otpVerdict(entered().order, 'o')).toBeNull();
  });

  it('is that it was accepted, when another answer shows the hold before its own comes', () => {
    const held = entered().sees(anOrder().paid('authorised'));
    expect(otpVerdict(held.order, 'o')).toEqual({ kind: 'accepted' });
    const answered = held.message((order, now) => otpSubmitted(order, { kind: 'accepted' }, now));
    expect(otpVerdict(answered.order, 'o')).toEqual({ kind: 'accepted' });
  });

  it('is a decline, when the bank refuses the payment before the answer comes', () => {
    const failed = entered().sees(anOrder().paid('failed'));
    expect(otpVerdict(failed.order, 'o')).toEqual({ kind: 'declined', code: 'PAYMENT_FAILED', by: 'bank' });
  });

  it('is a decline, too, when the bank refuses the payment after a right one', () => {
    const order = entered().message((before, now) => otpSubmitted(before, { kind: 'accepted' }, now));
    expect(otpVerdict(order.order, 'o')).toBeNull();
    expect(otpVerdict(order.sees(order.paid('failed')).order, 'o')).toEqual({
      kind: 'declined',
      code: 'PAYMENT_FAILED',
      by: 'bank',
    });
  });
});
