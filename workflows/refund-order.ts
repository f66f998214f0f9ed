import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  log,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { harmless, potent } from './activity-options';
import { createAlarm } from './alarm';
import { createAnnouncer } from './attention';
import { FailureType } from './contract';
import type { ReviveWish } from './contract';
import { formatMoney } from './domain/money';
import type { CallOutcome } from './domain/call-outcome';
import { newRefund } from './domain/refund';
import type { Refund } from './domain/refund';
import type { RefundState } from './domain/refund-states';
import { revivedRefund } from './domain/refund-reviving';
import { isRefundCallOpen, isRefundOver, refundAmount, refundState, refundWaitsFor } from './domain/refund-standing';
import {
  beginRefund,
  canResolveRefund,
  nextRefundStep,
  refundAnswered,
  refundAskSoon,
  refundCalled,
  refundResolved,
  refundHeard,
} from './domain/refund-steps';
import type { RefundStep } from './domain/refund-steps';
import { isAskedAndAnswered } from './domain/call';
import { assertAllowed, assertShape } from './failures';
import { isRecheck, isResolveRefund, isTerms, isWebhook } from './message-shapes';
import { gatewayWebhookSignal } from './messages';
import { locally, now } from './clock';
import { createColumns, detailsOf } from './presentation';
import { orderRefundsWorkflowId } from './refund-contract';
import type { RefundInput, RefundResult, RefundView } from './refund-contract';
import * as messages from './refund-messages';
import { refundViewOf } from './refund-view';
import { refundSearchAttributes } from './search-attributes';
import { showing } from './showing';

/** What the workflow works on. Handlers and steps replace `refund`. */
interface RefundRun {
  refund: Refund;
  /** The end that the order's refunds have been told of. */
  told: RefundState | null;
}

/**
 * One refund, from its request until the money is given back or will not be: observe, decide, act, as for an order. It
 * does not judge whether the order's money allows it: only `orderRefunds` starts it, which has reserved the amount. With
 * `revival` a person has it go on after its workflow had ended, with what that one knew where it can be read.
 */
export async function refundOrder(
  input: RefundInput,
  carried?: Refund | null,
  revival?: ReviveWish,
): Promise<RefundResult> {
  if (!isTerms(input.terms))
    throw ApplicationFailure.nonRetryable('terms: those that orderRefunds has reserved', FailureType.invalid);
  const refund = carried ?? newRefund(input.terms, input.timing ?? {}, now());
  const run: RefundRun = { refund: revival ? revivedRefund(refund, revival, !carried, now()) : refund, told: null };
  listen(run);
  // What was sent cannot be called back: a refund whose workflow is cancelled is followed to its end all the same.
  CancellationScope.current().cancelRequested.catch(() => log.warn('A refund cannot be cancelled'));
  return CancellationScope.nonCancellable(() => follow(run));
}

async function follow(run: RefundRun): Promise<RefundResult> {
  const alarm = createAlarm();
  const showColumns = createColumns(refundSearchAttributes, run.refund);
  const { reference, orderReference } = run.refund.terms;
  const announce = createAnnouncer('A refund', { reference, orderReference }, run.refund);
  for (;;) {
    const step = nextRefundStep(run.refund, now());
    run.refund = beginRefund(run.refund, step, now());
    const { refund } = run;
    const { state, waitingFor, attention } = refundViewOf(refund);
    setCurrentDetails(detailsOf(state, waitingFor, attention));
    announce(refund);
    if (step.kind === 'await') {
      showColumns(refund);
      alarm.set(step.until, now(), refundWaitsFor(refund));
      await condition(() => run.refund !== refund || alarm.hasRung());
    } else if (step.kind === 'finish') {
      showColumns(refund);
      await tellOrder(refund);
      run.told = refundState(refund);
      await condition(() => allHandlersFinished() || run.refund !== refund);
      if (run.refund === refund) return { state: refundState(refund), amount: refundAmount(refund) };
    } else {
      await take(run, step);
    }
  }
}

async function take(run: RefundRun, step: RefundStep): Promise<void> {
  const { reference, gatewayOrderId } = run.refund.terms;
  const amount = refundAmount(run.refund);
  if (step.kind === 'send') {
    // A call that ended in no answer of its own (time-out, lost worker, bug) may have happened: the gateway is asked.
    const outcome = await potent.createRefund
      .executeWithOptions({ summary: `Refund ${formatMoney(amount)}` }, [{ gatewayOrderId, reference, amount }])
      .catch((): CallOutcome => ({ kind: 'unknown', code: 'no-answer' }));
    run.refund = refundCalled(run.refund, outcome, now());
  } else if (step.kind === 'inquire') {
    const askedAt = now();
    const question = { gatewayOrderId: run.refund.facts.gatewayIds[0] ?? null, reference };
    const answer = await locally(
      harmless.inquire.executeWithOptions({ summary: 'Ask the gateway how the refund stands' }, [question]),
    ).catch(() => ({ kind: 'failed' }) as const);
    run.refund = refundAnswered(run.refund, { about: step.about, askedAt }, answer, now());
  }
}

/** The order's refunds learn how it ended. Where their workflow has been ended by somebody there is nobody to tell. */
async function tellOrder({ terms, ...refund }: Refund): Promise<void> {
  const state = refundState({ terms, ...refund });
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
      run.refund = refundHeard(run.refund, notice.snapshot, now());
    else log.warn('A webhook was ignored: it is not about this refund');
  });
  setHandler(messages.refundHintSignal, () => {
    if (!isRefundOver(run.refund)) run.refund = refundAskSoon(run.refund, now());
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
      run.refund = refundAskSoon(run.refund, since, `${actor} had the gateway asked: ${reason}`);
      await condition(() => isAskedAndAnswered(run.refund.intents.asks, since) || isStalled(run.refund));
      return view();
    },
    { validator: (request) => assertShape(isRecheck(request), '{actor, reason}') },
  );
  setHandler(
    messages.resolveRefundUpdate,
    async ({ as, actor, reason }) => {
      run.refund = refundResolved(run.refund, { as, actor, why: reason }, now());
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

/** Whoever reads of the end of a refund may rely on it: money that is free again can be refunded at once. */
const isTold = ({ refund, told }: RefundRun): boolean => told === refundState(refund);

/** Whether the refund has ended or its money is under way, or waiting longer will not help. */
const isAnswered = (run: RefundRun): boolean =>
  isTold(run) ||
  refundState(run.refund) === 'pending' ||
  run.refund.intents.attention !== null ||
  isStalled(run.refund);

/** Questions, or tries, after which a caller is told that the outcome is not known yet: about half a minute. */
const PATIENCE = 5;

const isStalled = (refund: Refund): boolean => {
  const { call, asks } = refund.intents;
  return call?.state === 'due' ? call.tries >= PATIENCE : isRefundCallOpen(refund) && asks.count >= PATIENCE;
};
