import {
  ApplicationFailure,
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  log,
  setHandler,
} from '@temporalio/workflow';
import { FailureType } from '../contract/common';
import type { ReviveWish } from '../contract/common';
import type { CallKey } from '../domain/call/call';
import { isStalled } from '../domain/call/dialogue';
import { isAnsweredSince } from '../domain/call/questions';
import { NO_ANSWER } from '../domain/gateway/outcomes';
import { applyToRefund, canResolveRefund } from '../domain/refund/apply';
import type { RefundEvent } from '../domain/refund/events';
import { nextForRefund } from '../domain/refund/next';
import type { RefundStep } from '../domain/refund/next';
import { newRefund } from '../domain/refund/refund';
import type { Refund } from '../domain/refund/refund';
import { isOver, openCall, refundAmount, refundState } from '../domain/refund/standing';
import type { RefundState } from '../domain/refund/states';
import { refundWaitsFor } from '../domain/refund/trouble';
import { formatMoney } from '../domain/values/money';
import { potent } from '../engine/activity-options';
import { askGateway } from '../engine/asking';
import { now } from '../engine/clock';
import { createDisplay } from '../engine/display';
import { assertAllowed, assertShape } from '../engine/failures';
import { follow } from '../engine/following';
import { showing } from '../engine/showing';
import { gatewayWebhookSignal } from '../contract/common-messages';
import { isRecheck, isWebhook } from '../engine/message-shapes';
import { orderRefundsWorkflowId } from '../contract/refund';
import type { RefundInput, RefundResult, RefundView } from '../contract/refund';
import * as messages from '../contract/refund-messages';
import { isResolveRefund, isTerms } from './message-shapes';
import { refundColumns, refundViewOf } from './view';

/** What the workflow works on. Only events change `refund`. */
interface RefundRun {
  refund: Refund;
  /** The end that the order's refunds have been told of. */
  told: RefundState | null;
}

/** Something happened to the refund, now. */
function happened(run: RefundRun, event: RefundEvent): void {
  run.refund = applyToRefund(run.refund, event, now());
}

/**
 * One refund, from its request until the money is given back or will not be: observe, decide, act, as for an order. It
 * does not judge whether the order's money allows it: only `orderRefunds` starts it, which has reserved the amount.
 * With `revival` a person lets the refund go on after its workflow had ended, with `carried` where that could be read.
 */
export async function refundOrder(
  input: RefundInput,
  carried?: Refund | null,
  revival?: ReviveWish,
): Promise<RefundResult> {
  if (!isTerms(input.terms))
    throw ApplicationFailure.nonRetryable('terms: those that orderRefunds has reserved', FailureType.invalid);
  const run: RefundRun = { refund: carried ?? newRefund(input.terms, input.timing ?? {}, now()), told: null };
  if (revival) happened(run, { kind: 'revival', wish: revival, isBlind: !carried });
  listen(run);
  // What was sent cannot be called back: a refund whose workflow is cancelled is followed to its end all the same.
  CancellationScope.current().cancelRequested.catch(() => log.warn('A refund cannot be cancelled'));
  await CancellationScope.nonCancellable(() => followRefund(run));
  return { state: refundState(run.refund), amount: refundAmount(run.refund) };
}

async function followRefund(run: RefundRun): Promise<void> {
  const { reference, orderReference } = run.refund.terms;
  await follow({
    current: () => run.refund,
    next: nextForRefund,
    begin: (step) => happened(run, { kind: 'step', step }),
    act: (step) => act(run, step),
    display: createDisplay(
      { what: 'A refund', names: { reference, orderReference }, columnsOf: refundColumns, told: refundViewOf },
      run.refund,
    ),
    waitsFor: refundWaitsFor,
    ending: async () => {
      await tellOrder(run.refund);
      run.told = refundState(run.refund);
    },
  });
}

async function act(run: RefundRun, step: RefundStep): Promise<void> {
  if (step.kind === 'send') return send(run);
  if (step.kind === 'ask') return ask(run, step.about);
}

/** A call that got no answer (time-out, lost worker, bug) may have happened: the gateway is asked. */
async function send(run: RefundRun): Promise<void> {
  const { reference, gatewayOrderId } = run.refund.terms;
  const amount = refundAmount(run.refund);
  const outcome = await potent.createRefund
    .executeWithOptions({ summary: `Refund ${formatMoney(amount)}` }, [{ gatewayOrderId, reference, amount }])
    .catch(() => NO_ANSWER);
  happened(run, { kind: 'outcome', outcome });
}

async function ask(run: RefundRun, about: CallKey<'refund'> | null): Promise<void> {
  const askedAt = now();
  const answer = await askGateway('Ask the gateway how the refund stands', {
    gatewayOrderId: run.refund.facts.gatewayIds[0] ?? null,
    reference: run.refund.terms.reference,
  });
  happened(run, { kind: 'answer', question: { about, askedAt }, answer });
}

/** Tells the order's refunds how this one ended. Where somebody has ended their workflow, there is nobody to tell. */
async function tellOrder(refund: Refund): Promise<void> {
  const { terms } = refund;
  const state = refundState(refund);
  if (state !== 'refunded' && state !== 'failed') return;
  await getExternalWorkflowHandle(orderRefundsWorkflowId(terms.orderReference))
    .signal(messages.refundEndedSignal, { refundReference: terms.reference, state })
    .catch(() => log.warn('The refunds of the order were not there to be told'));
}

/** Called before the workflow's first await. Handlers only change the refund; the loop acts. */
function listen(run: RefundRun): void {
  const view = (): RefundView => refundViewOf(run.refund);
  showing(messages.refundQuery, view, 'The refund and what it waits for');
  setHandler(messages.carriedRefundQuery, () => run.refund, {
    description: 'What the refund goes on with when it is revived',
  });
  // Signals: the gateway repeats webhooks and waits for no answer. They are news, no facts: the refund asks.
  setHandler(gatewayWebhookSignal, (notice) => {
    if (isWebhook(notice) && notice.snapshot.reference === run.refund.terms.reference)
      happened(run, { kind: 'webhook', snapshot: notice.snapshot });
    else log.warn('A webhook was ignored: it is not about this refund');
  });
  setHandler(messages.refundHintSignal, () => {
    if (!isOver(run.refund)) happened(run, { kind: 'recheck' });
  });
  listenForUpdates(run, view);
}

/** Updates: the caller must know what came of it. */
function listenForUpdates(run: RefundRun, view: () => RefundView): void {
  setHandler(messages.awaitRefundUpdate, async () => {
    await condition(() => isAnswered(run));
    return view();
  });
  setHandler(
    messages.recheckRefundUpdate,
    async ({ actor, reason }) => {
      const since = now();
      happened(run, { kind: 'recheck', why: `${actor} had the gateway asked: ${reason}` });
      await condition(() => isAnsweredSince(run.refund.dialogue.questions, since) || isStuck(run.refund));
      return view();
    },
    { validator: (request) => assertShape(isRecheck(request), '{actor, reason}') },
  );
  setHandler(
    messages.resolveRefundUpdate,
    async ({ as, actor, reason }) => {
      happened(run, { kind: 'resolution', as, actor, why: reason });
      await condition(() => isTold(run));
      return view();
    },
    {
      validator: (request) => {
        assertShape(isResolveRefund(request), '{as: refunded or failed, actor, reason}');
        assertAllowed(canResolveRefund(run.refund));
      },
    },
  );
}

/**
 * Whether the order's refunds know of the end. Callers hear of it only then, so that money that is free again can be
 * refunded at once.
 */
const isTold = ({ refund, told }: RefundRun): boolean => told === refundState(refund);

/** Whether the refund has ended or its money is under way, or waiting longer will not help. */
const isAnswered = (run: RefundRun): boolean =>
  isTold(run) || refundState(run.refund) === 'pending' || run.refund.intents.attention !== null || isStuck(run.refund);

const isStuck = (refund: Refund): boolean => isStalled(refund.dialogue, openCall(refund));
