import { FailureType } from '../contract/common';
import type { OrderView, OtpRequest } from '../contract/order';
import { isParked } from '../domain/order/attention';
import { canSubmitOtp } from '../domain/order/events/requests';
import { otpVerdict } from '../domain/order/paying';
import type { OtpRef } from '../domain/values/secret-refs';
import { now } from '../engine/clock';
import { assertAllowed, assertShape, failure } from '../engine/failures';
import { remember } from '../engine/handled-updates';
import { answer, answerable, currentKey, isRepeat } from './answering';
import { isOtp } from './message-shapes';
import { happened } from './order-run';
import type { OrderRun } from './order-run';

/** @throws ApplicationFailure where the argument has not its shape, or no OTP is awaited */
export function assertOtp(run: OrderRun, request: OtpRequest): void {
  assertShape(isOtp(request), '{otpRef}');
  if (!isRepeat(run)) assertAllowed(canSubmitOtp(run.order, now()));
}

export const isOtpAwaited = ({ order }: OrderRun): boolean =>
  order.intents.otp?.state === 'prompted' && canSubmitOtp(order, now()).ok;

export const enterOtp = (run: OrderRun, otpRef: OtpRef): void => happened(run, { kind: 'otp', id: otpRef, otpRef });

/** Enters the OTP, and answers with what became of it. */
export async function answerOtp(run: OrderRun, otpRef: OtpRef): Promise<OrderView> {
  if (!isRepeat(run) && isOtpAwaited(run)) enterOtp(run, otpRef);
  remember(run, currentKey());
  // Of two submissions at once one wins, and the other gets the same outcome.
  const entry = run.order.intents.otp?.entry?.id ?? '';
  await answerable(run, (order) => otpVerdict(order, entry) !== null || isParked(order));
  const verdict = otpVerdict(run.order, entry);
  const view = answer(run);
  switch (verdict?.kind) {
    case 'declined':
      throw failure(FailureType.otpDeclined, OTP_DECLINED_BY[verdict.by], view);
    case 'gone':
      throw failure(FailureType.otpGone, 'The OTP was kept too long before it could be used: enter it again', view);
    case 'unconfirmed':
      throw failure(FailureType.otpGone, 'The OTP may not have reached the bank: enter it again', view);
    case 'accepted':
    case undefined:
      return view;
  }
}

/** An OTP that leads to no hold is answered in one shape, whoever said no. */
const OTP_DECLINED_BY = {
  otp: 'The issuer did not accept this OTP',
  bank: 'The bank refused the payment after the OTP',
} as const;
