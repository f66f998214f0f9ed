import { condition, currentUpdateInfo, defineSignal, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { FailureType } from './contract';
import type { CallbackHint, OrderView, PlaceRequest, ReturnedOrder, Revival } from './contract';
import type { Order } from './domain/order';
import { otpEntered, otpVerdict } from './domain/otp';
import { canSubmitOtp, deliveryConfirmed } from './domain/requests';
import type { Verdict } from './domain/requests';
import { awaitsBuyer } from './domain/paying';
import { returned } from './domain/returning';
import { isAnswerMissing } from './domain/standing';
import { heard } from './domain/news';
import { isFinished, isParked } from './domain/trouble';
import { buyersTurn, isAtRest, isStalled } from './domain/view';
import { isWishKind } from './domain/wish-kinds';
import { refusedBefore } from './domain/wishes';
import { assertAllowed, assertShape, failure } from './failures';
import * as messages from './messages';
import { isHint, isOtp, isWebhook } from './message-shapes';
import { now } from './clock';
import { takeWish } from './handed-wishes';
import { isHandled, remember, updateKey } from './handled-updates';
import { carriedBy } from './order-run';
import type { OrderRun } from './order-run';
import { viewOf } from './presentation';
import { showing } from './showing';
import { updateRules } from './update-rules';
import type { UpdateRule } from './update-rules';

/**
 * Registers every handler. Called before the workflow's first await: an update that comes before its handler is refused.
 * Handlers only change the order; the loop of the workflow acts.
 */
export function listen(run: OrderRun): void {
  showing(messages.orderQuery, () => viewOf(run), 'The order, its ledger and what it waits for');
  setHandler(messages.carriedQuery, () => carriedBy(run), {
    description: 'What the order goes on with when it is revived',
  });
  listenForUpdates(run);
  listenForSignals(run);
}

function listenForUpdates(run: OrderRun): void {
  // Updates: each caller must know whether its wish was accepted, and what came of it.
  handle(run, messages.payUpdate, updateRules.pay);
  handle(run, messages.resendOtpUpdate, updateRules.resendOtp);
  handle(run, messages.confirmDeliveryUpdate, updateRules.confirmDelivery);
  handle(run, messages.captureUpdate, updateRules.capture);
  handle(run, messages.cancelUpdate, updateRules.cancel);
  handle(run, messages.extendUpdate, updateRules.extend);
  handle(run, messages.recheckUpdate, updateRules.recheck);
  handle(run, messages.resolveUpdate, updateRules.resolve);
  setHandler(messages.gatewayCallbackUpdate, (hint) => comeBack(run, hint), {
    validator: (hint) => assertShape(isHint(hint), '{status, errorCode?}'),
    description: "A verified return of the buyer's browser",
  });
  setHandler(messages.submitOtpUpdate, ({ otpRef }) => submitOtp(run, otpRef), {
    validator: (request) => {
      assertShape(isOtp(request), '{otpRef}');
      if (!isRepeat(run)) assertAllowed(canSubmitOtp(run.order, now()));
    },
    description: "The buyer's OTP, as a vault reference",
  });
  setHandler(
    messages.awaitNextActionUpdate,
    async (request?: PlaceRequest) => {
      await settledOr(run, (order) => buyersTurn(order) !== null || isAtRest(order));
      const created = request?.requestId !== undefined && request.requestId === run.input.requestId;
      return { order: answer(run), created };
    },
    {
      validator: (request?: PlaceRequest) => assertSameOrder(run, request),
      description: 'Answers when the buyer has something to do',
    },
  );
}

function listenForSignals(run: OrderRun): void {
  for (const [name, take] of Object.entries(SIGNALS))
    setHandler(defineSignal<[unknown?]>(name), (argument) => take(run, argument));
}

/** Takes in what came for the run that ended, and that none of its tasks took: the sender was told that it counts. */
export function takeUntaken(run: OrderRun, untaken: Revival['untaken']): void {
  for (const { name, argument } of untaken) SIGNALS[name]?.(run, argument);
}

const SIGNALS: Readonly<Record<string, (run: OrderRun, argument: unknown) => void>> = {
  // An order system that only reports. Where it comes too late, the order calls for a person.
  [messages.deliveryConfirmedSignal.name]: (run) => {
    run.order = deliveryConfirmed(run.order, now());
  },
  [messages.wishSignal.name]: takeWish,
  [messages.otpSubmittedSignal.name]: (run, request) => {
    if (isOtp(request) && isOtpAwaited(run)) enterOtp(run, request.otpRef);
    else log.warn('An OTP was ignored: none is awaited');
  },
  // The gateway repeats webhooks and waits for no answer. A webhook is news, no fact: it makes the order ask.
  [messages.gatewayWebhookSignal.name]: (run, notice) => {
    if (isWebhook(notice)) run.order = heard(run.order, notice.snapshot, now());
    else log.warn('A webhook was ignored: it has not the shape of one');
  },
  // A callback carries no amount and can be replayed. It is a hint that makes us ask.
  [messages.gatewayCallbackSignal.name]: (run, hint) => {
    if (isHint(hint)) run.order = returned(run.order, hint, now());
    else log.warn('A callback was ignored: it has not the shape of one');
  },
};

function handle<Argument>(
  run: OrderRun,
  definition:
    | UpdateDefinition<OrderView, [Argument]>
    | UpdateDefinition<OrderView, [Argument?]>
    | UpdateDefinition<OrderView, []>,
  rule: UpdateRule<Argument>,
): void {
  setHandler(
    // Whether the argument may or has to be left out is for the rule's shape to say.
    definition as unknown as UpdateDefinition<OrderView, [Argument]>,
    async (argument) => {
      if (!isRepeat(run)) run.order = rule.effect(run.order, argument, now());
      remember(run, currentKey());
      await settledOr(run, rule.until);
      return answer(run);
    },
    {
      description: rule.description,
      // Synchronous: a promise would refuse nothing.
      validator: (argument: Argument) => {
        assertShape(rule.isShaped(argument), rule.shape);
        if (!isRepeat(run)) assertAllowed(refusedByHand(run) ?? rule.verdict(run.order, argument, now()));
      },
    },
  );
}

/** Whatever a caller waits for: when the order ends, or its call stays in doubt, the view says more than silence. */
const settledOr = (run: OrderRun, until: (order: Order) => boolean): Promise<void> =>
  condition(() => until(run.order) || isStalled(run.order) || isFinished(run.order, now()));

const currentKey = (): string => updateKey(currentUpdateInfo()?.name ?? '', currentUpdateInfo()?.id ?? '');
const isRepeat = (run: OrderRun): boolean => isHandled(run, currentKey());

/** Its signal was faster and was refused: the caller, who was told that it is accepted, hears the same. */
function refusedByHand({ order }: OrderRun): Verdict | null {
  const { name, id = '' } = currentUpdateInfo() ?? {};
  return isWishKind(name) ? refusedBefore(order, name, id) : null;
}

/** The view as an update's answer; continue-as-new must not happen in the task that gives one. */
function answer(run: OrderRun): OrderView {
  run.lastAnswerAtEvent = workflowInfo().historyLength;
  return viewOf(run);
}

const isOtpAwaited = ({ order }: OrderRun): boolean =>
  order.intents.otp?.state === 'prompted' && canSubmitOtp(order, now()).ok;

const enterOtp = (run: OrderRun, otpRef: string): void => {
  run.order = otpEntered(run.order, { id: otpRef, otpRef }, now());
};

async function submitOtp(run: OrderRun, otpRef: string): Promise<OrderView> {
  if (!isRepeat(run) && isOtpAwaited(run)) enterOtp(run, otpRef);
  remember(run, currentKey());
  // Of two submissions at once one wins, and the other gets the same outcome.
  const entry = run.order.intents.otp?.entry?.id ?? '';
  await settledOr(run, (order) => otpVerdict(order, entry) !== null || isParked(order));
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

/** Whoever said no, an OTP that leads to no hold has one shape of answer. */
const OTP_DECLINED_BY = {
  otp: 'The issuer did not accept this OTP',
  bank: 'The bank refused the payment after the OTP',
} as const;

async function comeBack(run: OrderRun, { requestId, ...hint }: CallbackHint): Promise<ReturnedOrder> {
  const isNew = !isRepeat(run);
  if (isNew) run.order = returned(run.order, hint, now());
  remember(run, currentKey());
  await settledOr(run, (order) => !awaitsBuyer(order) || !isAnswerMissing(order));
  return { order: answer(run), requestId: isNew ? (requestId ?? null) : null };
}

/** An order of the same reference and other content is another order: better refused than answered for the wrong one. */
function assertSameOrder(run: OrderRun, request: PlaceRequest | undefined): void {
  if (request?.fingerprint === undefined || request.fingerprint === run.input.fingerprint) return;
  throw failure(FailureType.orderExists, `Order ${run.input.reference} exists with other content`);
}
