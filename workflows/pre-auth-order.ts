import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  patched,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { createAlarm } from './alarm';
import type { Alarm } from './alarm';
import { createAnnouncer } from './attention';
import { FailureType, REFERENCE_PATTERN } from './contract';
import type { Carried, OrderInput, OrderResult, Revival } from './contract';
import { isAmountMinor } from './domain/money';
import { nextStep } from './domain/next-step';
import { newOrder } from './domain/order';
import type { Order } from './domain/order';
import { cancelRequested, canCancel } from './domain/requests';
import type { Instant } from './domain/time';
import { begin } from './domain/begin';
import { asIn01, restored } from './domain/release-0-1';
import { revived, revivedBlind } from './domain/reviving';
import { waitingFor } from './domain/waiting';
import { listen, takeUntaken } from './handlers';
import { isPolicy, isRevival, isTiming } from './message-shapes';
import { keepSdkClockAlone, now } from './clock';
import { carriedBy } from './order-run';
import type { OrderRun } from './order-run';
import { BUYER_PATHS } from './patches';
import { createColumns, explain, resultOf } from './presentation';
import { orderSearchAttributes } from './search-attributes';
import { isGatewayStep, take } from './steps';

/**
 * One order, from its creation at the gateway until its hold is captured or gone: observe, decide, act. What to do is
 * decided by the core alone (`domain/next-step`); messages only change what the core sees.
 * `carried` is what the run before handed over at continue-as-new. With `revival` a person has it go on after its
 * workflow had ended, with what that one knew, or with nothing where nobody can read it.
 */
export async function preAuthOrder(
  input: OrderInput,
  carried?: Carried | null,
  revival?: Revival,
): Promise<OrderResult> {
  assertInput(input);
  if (revival !== undefined && !isRevival(revival)) refuse('revival: {actor, reason, isBlind, untaken}');
  const run = startRun(input, carried ?? undefined, revival);
  listen(run);
  takeUntaken(run, revival?.untaken ?? []);
  // A workflow that was simply cancelled would leave its hold behind: cancelling it means cancelling the order.
  CancellationScope.current().cancelRequested.catch(() => cancelOrder(run));
  return CancellationScope.nonCancellable(() => follow(run));
}

async function follow(run: OrderRun): Promise<OrderResult> {
  const alarm = createAlarm();
  const showColumns = createColumns(orderSearchAttributes, run.isFrom01 ? null : run.order);
  const announce = createAnnouncer('An order', { reference: run.order.terms.reference }, run.order);
  for (;;) {
    const step = nextStep(run.order, now());
    if (step.kind === 'finish') {
      explain(run.order);
      announce(run.order);
      showColumns(run.order);
      const { order } = run;
      await condition(() => allHandlersFinished() || run.order !== order);
      // What came in while the last callers were answered may have changed everything.
      if (allHandlersFinished() && nextStep(run.order, now()).kind === 'finish') return resultOf(run);
      continue;
    }
    run.order = begin(run.order, step, now());
    explain(run.order);
    announce(run.order);
    if (step.kind === 'await') {
      // Only at rest: states that pass in a moment are not worth an action.
      showColumns(run.order);
      await somethingNew(run, alarm, step.until);
    } else if (isGatewayStep(step)) {
      await take(run, step);
    }
  }
}

/** Waits for a message or for `until`. Where the history has grown long, the order goes on in a new run instead. */
async function somethingNew(run: OrderRun, alarm: Alarm, until: Instant | null): Promise<void> {
  const { order } = run;
  alarm.set(until, now(), waitingFor(order));
  const isNew = (): boolean => run.order !== order || alarm.hasRung();
  await condition(() => isNew() || mayLeaveRun());
  while (mayLeaveRun() && !isNew()) {
    // A run must not end in the task that answers an update: it might be delivered to the new run once more.
    await sleep(BREATH_MS, { summary: 'a task of its own for the change of runs' });
    if (mayLeaveRun() && !isNew() && workflowInfo().historyLength > run.lastAnswerAtEvent) await goOnInNewRun(run);
  }
}

const BREATH_MS = 100;

const mayLeaveRun = (): boolean => workflowInfo().continueAsNewSuggested && allHandlersFinished();

const goOnInNewRun = (run: OrderRun): Promise<never> => continueAsNew<typeof preAuthOrder>(run.input, carriedBy(run));

function startRun(input: OrderInput, carried: Carried | undefined, revival: Revival | undefined): OrderRun {
  const isFrom01 = !patched(BUYER_PATHS);
  if (isFrom01) keepSdkClockAlone();
  const before = carried ? restored(carried.order) : startOrder(input, isFrom01);
  const revive = revival?.isBlind ? revivedBlind : revived;
  const order = revival ? revive(before, revival, now()) : before;
  return { input, isFrom01, order, handledUpdates: [...(carried?.handledUpdates ?? [])], lastAnswerAtEvent: 0 };
}

function startOrder({ reference, amount, checkout, cardRef, policy, timing }: OrderInput, isFrom01: boolean): Order {
  const terms = { reference, amountMinor: amount.value, currency: amount.currency, checkout };
  const order = newOrder({ terms, cardRef, policy, timing }, now());
  return isFrom01 ? asIn01(order) : order;
}

function cancelOrder(run: OrderRun): void {
  if (canCancel(run.order, now()).ok) run.order = cancelRequested(run.order, 'the workflow was cancelled', now());
}

/** Whoever starts an order past the HTTP edge gets the same safety: what money depends on is checked here, too. */
function assertInput({ reference, amount, checkout, cardRef, policy = {}, timing = {} }: Partial<OrderInput>): void {
  if (typeof reference !== 'string' || !REFERENCE_PATTERN.test(reference))
    refuse('reference: 1 - 50 of A-Z a-z 0-9 _ -');
  if (!isAmountMinor(amount?.value)) refuse('amount.value: an integer from 100 to 100000000 (paisa)');
  if (amount.currency !== 'INR') refuse('amount.currency: INR');
  if (checkout !== 'seamless' && checkout !== 'hosted') refuse('checkout: seamless or hosted');
  if (checkout === 'hosted' && cardRef !== undefined) refuse('cardRef: none with checkout hosted');
  if (!isPolicy(policy)) refuse('policy: {onDelivery?, atDeadline?, decideBy?: {at} or {afterMs}, paymentAttempts?}');
  if (!isTiming(timing)) refuse('timing: durations in milliseconds, at most 400 days each');
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, FailureType.invalid);
}
