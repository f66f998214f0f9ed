import { NO_ANSWER } from '../domain/gateway/outcomes';
import type { CallOutcome, OtpPromptOutcome, OtpSubmitOutcome } from '../domain/gateway/outcomes';
import { isHosted } from '../domain/order/paying';
import { decisionWords } from '../domain/order/reasons';
import { gatewayOrderId } from '../domain/order/standing';
import type { Step } from '../domain/order/steps';
import { formatMoney } from '../domain/values/money';
import type { Money } from '../domain/values/money';
import { harmless, potent } from '../engine/activity-options';
import { askGateway } from '../engine/asking';
import { locally, now } from '../engine/clock';
import { happened } from './order-run';
import type { OrderRun } from './order-run';

/** Does what a step says, and takes in what came of it. Some steps are done once they are written down. */
export async function act(run: OrderRun, step: Step): Promise<void> {
  switch (step.kind) {
    case 'register':
      return take(run, register(run));
    case 'pay':
      return take(run, pay(run, step));
    case 'capture':
      return take(run, capture(run, step));
    case 'release':
    case 'stopPayment':
      return take(run, release(run));
    case 'ask':
      return ask(run, step);
    case 'inspectCard':
      return inspectCard(run, step);
    case 'requestOtp':
      return requestOtp(run, step);
    case 'submitOtp':
      return submitOtp(run, step);
    case 'giveUp':
    case 'park':
    case 'unpark':
    case 'finish':
      return;
  }
}

/** A call that got no answer (time-out, lost worker, bug) may have happened: the gateway is asked. */
async function take(run: OrderRun, call: Promise<CallOutcome>): Promise<void> {
  const outcome = await call.catch(() => NO_ANSWER);
  happened(run, { kind: 'outcome', outcome });
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

function pay(run: OrderRun, { reference, cardRef }: Step & { kind: 'pay' }): Promise<CallOutcome> {
  const amount = amountOf(run);
  return potent.createPayment.executeWithOptions({ summary: `Pay ${formatMoney(amount)}`, activityId: reference }, [
    { gatewayOrderId: requiredId(run), reference, amount, cardRef },
  ]);
}

function capture(run: OrderRun, { reference, decision }: Step & { kind: 'capture' }): Promise<CallOutcome> {
  const amount = amountOf(run, decision.amountMinor);
  const summary = `Capture ${formatMoney(amount)}: ${decisionWords(decision.why)}`;
  return potent.captureHold.executeWithOptions({ summary }, [{ gatewayOrderId: requiredId(run), reference, amount }]);
}

const release = (run: OrderRun): Promise<CallOutcome> =>
  potent.releaseHold.executeWithOptions({ summary: 'Let the hold go' }, [{ gatewayOrderId: requiredId(run) }]);

async function ask(run: OrderRun, { about }: Step & { kind: 'ask' }): Promise<void> {
  const askedAt = now();
  const answer = await askGateway('Ask the gateway how the order stands', {
    gatewayOrderId: gatewayOrderId(run.order),
    reference: run.order.terms.reference,
  });
  happened(run, { kind: 'answer', question: { about, askedAt }, answer });
}

async function inspectCard(run: OrderRun, { cardRef }: Step & { kind: 'inspectCard' }): Promise<void> {
  const { nativeOtp } = await locally(
    harmless.inspectCard.executeWithOptions({ summary: 'Does the card take an OTP here?' }, [
      { cardRef, amount: amountOf(run) },
    ]),
  ).catch(() => ({ nativeOtp: null }));
  happened(run, { kind: 'cardInspection', nativeOtp });
}

async function requestOtp(run: OrderRun, { paymentId, resend }: Step & { kind: 'requestOtp' }): Promise<void> {
  const summary = resend ? 'Send the OTP again' : 'Send an OTP to the buyer';
  const outcome = await locally(harmless.requestOtp.executeWithOptions({ summary }, [{ paymentId, resend }])).catch(
    (): OtpPromptOutcome => ({ kind: 'refused', code: 'no-answer', isFinal: false }),
  );
  happened(run, { kind: 'otpPrompt', outcome });
}

async function submitOtp(run: OrderRun, { paymentId, otpRef }: Step & { kind: 'submitOtp' }): Promise<void> {
  const outcome = await potent.submitOtp
    .executeWithOptions({ summary: "Submit the buyer's OTP" }, [{ paymentId, otpRef }])
    .catch((): OtpSubmitOutcome => ({ kind: 'unknown' }));
  happened(run, { kind: 'otpVerdict', outcome });
}

/** The core takes these steps only for an order that the gateway knows. */
function requiredId({ order }: OrderRun): string {
  const id = gatewayOrderId(order);
  if (id === null) throw new TypeError('A step on a gateway order came before the order was known there');
  return id;
}
