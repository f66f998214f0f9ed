import { authenticated, currentOrder, failPayment } from './bank';
import { withPayment, type Order, type OtpProgress, type Payment } from './model';
import { Refusal } from './refusals';
import type { World } from './world';

/** What the buyer may do next; `resend_after` is a string of seconds (docs/gateway.md §7). */
export interface OtpPrompt {
  readonly next: readonly string[];
  readonly meta_data: { readonly resend_after: string };
}

interface Found {
  readonly order: Order;
  readonly payment: Payment;
}

function paymentById(world: World, paymentId: string): Found {
  const orderId = world.idByPayment(paymentId);
  const order = orderId === undefined ? undefined : currentOrder(world, orderId);
  const payment = order?.payments.find((candidate) => candidate.id === paymentId);
  if (!order || !payment) throw new Refusal('INVALID_REQUEST', { reason: 'No matching records found for the inquiry' });
  return { order, payment };
}

/** A payment that is over or already verified takes no more OTP: the documents say NONE and nothing else about it. */
function refuseUnlessAwaited({ payment }: Found): void {
  const extra = { next: ['NONE'] };
  if (payment.otp.verified) throw new Refusal('DUPLICATE_REQUEST', { extra });
  if (payment.status !== 'PENDING') throw new Refusal('OPERATION_NOT_ALLOWED', { extra });
}

function nativeOtp(world: World, paymentId: string): Found {
  const found = paymentById(world, paymentId);
  if (!found.payment.card.nativeOtp) throw new Refusal('OPERATION_NOT_ALLOWED', { extra: { next: ['NONE'] } });
  refuseUnlessAwaited(found);
  return found;
}

const resendInS = (world: World, otp: OtpProgress): number =>
  otp.sentAtMs === undefined
    ? 0
    : Math.max(0, Math.ceil((otp.sentAtMs - world.clock.now()) / 1000 + world.settings.otpResendAfterS));

const mayResend = ({ settings }: World, otp: OtpProgress): boolean => otp.resends < settings.otpMaxResends;

const promptOf = (world: World, otp: OtpProgress): OtpPrompt => ({
  next: [...(otp.spent ? [] : ['SUBMIT_OTP']), ...(mayResend(world, otp) ? ['RESEND_OTP'] : [])],
  meta_data: { resend_after: String(resendInS(world, otp)) },
});

function send(world: World, { order, payment }: Found, resends: number): OtpPrompt {
  const otp = { ...payment.otp, sentAtMs: world.clock.now(), resends, spent: false };
  world.put(withPayment(order, payment.id, { otp }, payment.updatedAtMs));
  return promptOf(world, otp);
}

/** A second `generate` sends nothing and says what the first did: its answer may have been lost. */
export function generateOtp(world: World, paymentId: string): OtpPrompt {
  const found = nativeOtp(world, paymentId);
  return found.payment.otp.sentAtMs === undefined ? send(world, found, 0) : promptOf(world, found.payment.otp);
}

export function resendOtp(world: World, paymentId: string): OtpPrompt {
  const found = nativeOtp(world, paymentId);
  const { otp } = found.payment;
  if (!mayResend(world, otp)) {
    throw new Refusal('OPERATION_NOT_ALLOWED', { reason: 'OTP resend limit reached', extra: { next: ['SUBMIT_OTP'] } });
  }
  if (resendInS(world, otp) > 0) {
    throw new Refusal('OPERATION_NOT_ALLOWED', { reason: 'OTP resent too early', extra: { ...promptOf(world, otp) } });
  }
  return send(world, found, otp.resends + 1);
}

/** Native submission. "OTP submission status does not indicate the transaction status": the bank may still refuse. */
export function submitOtp(world: World, paymentId: string, entered: string): { status: 'SUCCESS' } | Refusal {
  const found = nativeOtp(world, paymentId);
  if (found.payment.otp.sentAtMs === undefined) {
    throw new Refusal('OPERATION_NOT_ALLOWED', {
      reason: 'no OTP has been generated',
      extra: { next: ['RESEND_OTP'] },
    });
  }
  return verify(world, found, entered) ?? { status: 'SUCCESS' };
}

/** The ACS page's way in: the same OTP, the same count of attempts, for any card. */
export function enterOtpOnPage(world: World, paymentId: string, entered: string): Refusal | undefined {
  const found = paymentById(world, paymentId);
  refuseUnlessAwaited(found);
  return verify(world, found, entered);
}

/** Whether a wrong entry is the last one of the payment. */
const isUsedUp = (world: World, otp: OtpProgress): boolean =>
  otp.wrong >= world.settings.otpMaxWrong || (otp.spent === true && !mayResend(world, otp));

/** Compares the OTP and books the result. Returns, not throws, a refusal that has changed something. */
function verify(world: World, { order, payment }: Found, entered: string): Refusal | undefined {
  const nowMs = world.clock.now();
  if (payment.otp.spent) return new Refusal('OPERATION_NOT_ALLOWED', { extra: { ...promptOf(world, payment.otp) } });
  if (entered === world.settings.otp) {
    const otp = { ...payment.otp, verified: true };
    authenticated(world, withPayment(order, payment.id, { otp }, nowMs), { ...payment, otp });
    return undefined;
  }
  const spent = world.settings.otpAfterWrong === 'resend-only';
  const otp = { ...payment.otp, wrong: payment.otp.wrong + 1, spent };
  const tried = withPayment(order, payment.id, { otp }, nowMs);
  if (isUsedUp(world, otp)) {
    failPayment(world, tried, { ...payment, otp }, 'USER_AUTHENTICATION_FAILED');
    return new Refusal('USER_AUTHENTICATION_FAILED', { extra: { next: ['NONE'] } });
  }
  world.put(tried);
  return new Refusal('USER_AUTHENTICATION_FAILED', { extra: { ...promptOf(world, otp) } });
}
