import { harmless, potent } from './activity-options';
import type { Step } from './domain/next-step';
import { otpPrompted, otpSubmitted } from './domain/otp';
import { isHosted } from './domain/paying';
import { gatewayOrderId } from './domain/standing';
import { answered } from './domain/answers';
import { called, cardInspected } from './domain/outcomes';
import type { CallOutcome } from './domain/call-outcome';
import { formatMoney } from './domain/money';
import type { Money } from './domain/money';
import { locally, now } from './clock';
import type { OrderRun } from './order-run';

/** Steps that talk to the gateway; the others are done when they have been written down. */
export type GatewayStep = Extract<
  Step,
  { kind: 'register' | 'inspectCard' | 'pay' | 'requestOtp' | 'submitOtp' | 'inquire' | 'capture' | 'release' }
>;

export const isGatewayStep = (step: Step): step is GatewayStep => CALLS_GATEWAY[step.kind];

const CALLS_GATEWAY = {
  register: true,
  inspectCard: true,
  pay: true,
  requestOtp: true,
  submitOtp: true,
  inquire: true,
  capture: true,
  release: true,
  giveUp: false,
  park: false,
  unpark: false,
  await: false,
  finish: false,
} as const satisfies Record<Step['kind'], boolean>;

/** Does what the step says and takes in what came of it. Messages may change the order meanwhile, so it is read again after each call. */
export async function take(run: OrderRun, step: GatewayStep): Promise<void> {
  switch (step.kind) {
    case 'register':
      return settle(run, register(run));
    case 'pay':
      return settle(run, pay(run, step));
    case 'capture':
      return settle(run, capture(run, step));
    case 'release':
      return settle(run, release(run));
    case 'inquire':
      return inquire(run, step);
    case 'inspectCard':
      return inspectCard(run, step);
    case 'requestOtp':
      return requestOtp(run, step);
    case 'submitOtp':
      return submitOtp(run, step);
  }
}

/** A call that ended in no answer of its own (time-out, lost worker, bug) may have happened: the gateway is asked. */
async function settle(run: OrderRun, call: Promise<CallOutcome>): Promise<void> {
  const outcome = await call.catch((): CallOutcome => ({ kind: 'unknown', code: 'no-answer' }));
  run.order = called(run.order, outcome, now());
}

const amountOf = ({ order }: OrderRun, value = order.terms.amountMinor): Money => ({
  value,
  currency: order.terms.currency,
});

function register(run: OrderRun): Promise<CallOutcome> {
  const { reference, customer, metadata } = run.input;
  const request = { reference, amount: amountOf(run), ...(customer && { customer }), ...(metadata && { metadata }) };
  return isHosted(run.order)
    ? locally(
        harmless.createHostedLink.executeWithOptions({ summary: `Create order ${reference}, with a page` }, [request]),
      )
    : locally(harmless.createOrder.executeWithOptions({ summary: `Create order ${reference}` }, [request]));
}

function pay(run: OrderRun, { reference, cardRef }: GatewayStep & { kind: 'pay' }): Promise<CallOutcome> {
  const amount = amountOf(run);
  return potent.createPayment.executeWithOptions({ summary: `Pay ${formatMoney(amount)}`, activityId: reference }, [
    { gatewayOrderId: requiredId(run), reference, amount, cardRef },
  ]);
}

function capture(run: OrderRun, { reference, decision }: GatewayStep & { kind: 'capture' }): Promise<CallOutcome> {
  const amount = amountOf(run, decision.amountMinor);
  return potent.captureHold.executeWithOptions({ summary: `Capture ${formatMoney(amount)}: ${decision.why}` }, [
    { gatewayOrderId: requiredId(run), reference, amount },
  ]);
}

const release = (run: OrderRun): Promise<CallOutcome> =>
  potent.releaseHold.executeWithOptions({ summary: 'Let the hold go' }, [{ gatewayOrderId: requiredId(run) }]);

async function inquire(run: OrderRun, step: GatewayStep & { kind: 'inquire' }): Promise<void> {
  const askedAt = now();
  const question = { gatewayOrderId: gatewayOrderId(run.order), reference: run.order.terms.reference };
  const answer = await locally(
    harmless.inquire.executeWithOptions({ summary: 'Ask the gateway how the order stands' }, [question]),
  ).catch(() => ({ kind: 'failed' }) as const);
  run.order = answered(run.order, { about: step.about, askedAt }, answer, now());
}

async function inspectCard(run: OrderRun, { cardRef }: GatewayStep & { kind: 'inspectCard' }): Promise<void> {
  const { nativeOtp } = await locally(
    harmless.inspectCard.executeWithOptions({ summary: 'Does the card take an OTP here?' }, [
      { cardRef, amount: amountOf(run) },
    ]),
  ).catch(() => ({ nativeOtp: null }));
  run.order = cardInspected(run.order, nativeOtp);
}

async function requestOtp(run: OrderRun, { paymentId, resend }: GatewayStep & { kind: 'requestOtp' }): Promise<void> {
  const outcome = await locally(
    harmless.requestOtp.executeWithOptions({ summary: resend ? 'Send the OTP again' : 'Send an OTP to the buyer' }, [
      { paymentId, resend },
    ]),
  ).catch(() => ({ kind: 'refused', code: 'no-answer', isFinal: false }) as const);
  run.order = otpPrompted(run.order, outcome, now());
}

async function submitOtp(run: OrderRun, { paymentId, otpRef }: GatewayStep & { kind: 'submitOtp' }): Promise<void> {
  const outcome = await potent.submitOtp
    .executeWithOptions({ summary: "Submit the buyer's OTP" }, [{ paymentId, otpRef }])
    .catch(() => ({ kind: 'unknown' }) as const);
  run.order = otpSubmitted(run.order, outcome, now());
}

/** The core takes these steps only for an order that the gateway knows. */
function requiredId({ order }: OrderRun): string {
  const id = gatewayOrderId(order);
  if (id === null) throw new TypeError('A step on a gateway order came before the order was known there');
  return id;
}
