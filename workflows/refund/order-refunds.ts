import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  log,
  ParentClosePolicy,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { FailureType, REFERENCE_PATTERN } from '../contract/common';
import { PATIENCE } from '../domain/call/dialogue';
import { pauseMs } from '../domain/call/questions';
import {
  canRefund,
  decidedIn,
  entryOf,
  gatewayIdOf,
  gatewaySilent,
  isCaptureKnown,
  isSameWish,
  newRefundBook,
  orderShown,
  orderUnknown,
  progressed,
  referenceTaken,
  REFUSED_OTHERWISE,
  refundWished,
  standingEntry,
  underWayIn,
  waitingIn,
} from '../domain/refund/book';
import type { BookEntry, RefundBook } from '../domain/refund/book';
import { formatMoney } from '../domain/values/money';
import { DAY_MS, MINUTE_MS } from '../domain/values/time';
import { askGateway } from '../engine/asking';
import { now } from '../engine/clock';
import { assertAllowed, assertShape, failure } from '../engine/failures';
import { mayLeaveRun } from '../engine/leaving';
import { showing } from '../engine/showing';
import { REFUND_ORDER, refundWorkflowId } from '../contract/refund';
import type { OrderRefundsInput, RefundRequest, RefundView } from '../contract/refund';
import * as messages from '../contract/refund-messages';
import { isRefundEnd, isRefundWish } from './message-shapes';
import { bookedViewOf } from './view';
import type { refundOrder } from './refund-order';

interface RefundsRun {
  readonly input: OrderRefundsInput;
  book: RefundBook;
  /** The refunds that an ended run had decided to start, and may have started. */
  readonly perhapsStarted: readonly string[];
  /** Questions about the order in a row that got no answer. */
  unanswered: number;
}

/**
 * All refunds of one order (docs/decisions/0014): reserves their money out of what the gateway says was captured, one
 * after the other, and starts the workflow of each. It needs no open order, and outlives its refunds for so long that
 * the gateway, too, shows by then that money was refunded. `carried` is the book of the run before, whose history had
 * grown long or, with `isRevived`, which somebody had ended.
 */
export async function orderRefunds(input: OrderRefundsInput, carried?: RefundBook, isRevived = false): Promise<void> {
  if (typeof input.orderReference !== 'string' || !REFERENCE_PATTERN.test(input.orderReference))
    throw ApplicationFailure.nonRetryable('orderReference: 1 - 50 of A-Z a-z 0-9 _ -', FailureType.invalid);
  const book = carried ?? newRefundBook(input.orderReference);
  const perhapsStarted = isRevived ? decidedIn(book).map(({ reference }) => reference) : [];
  const run: RefundsRun = { input, book, perhapsStarted, unanswered: 0 };
  listen(run);
  CancellationScope.current().cancelRequested.catch(() => log.warn('Refunds cannot be cancelled'));
  await CancellationScope.nonCancellable(() => serve(run));
}

/** How long the workflow stays after its last refund; without one that was sent, only as long as late callers need. */
const memoryMs = ({ entries }: RefundBook): number =>
  entries.some(({ progress }) => progress !== 'refused') ? 180 * DAY_MS : MINUTE_MS;
/** How many questions in a row may get no answer before waiting refunds are refused: about a day. */
const MAX_UNANSWERED = 36;

async function serve(run: RefundsRun): Promise<void> {
  for (;;) {
    const { book } = run;
    const [toStart] = decidedIn(book);
    if (toStart) {
      await start(run, toStart);
    } else if (waitingIn(book).length > 0) {
      await askAboutOrder(run);
    } else {
      const isNew = await condition(() => run.book !== book || mayLeaveRun(), memoryMs(book));
      if (isNew && run.book === book) await continueAsNew<typeof orderRefunds>(run.input, book);
      const isIdle = !isNew && allHandlersFinished() && run.book === book && underWayIn(book).length === 0;
      if (isIdle) return;
    }
  }
}

/** Asks the gateway what was captured, whether or not the order's workflow is still open. */
async function askAboutOrder(run: RefundsRun): Promise<void> {
  const reference = run.book.orderReference;
  const answer = await askGateway(`Ask the gateway what was captured of order ${reference}`, {
    gatewayOrderId: gatewayIdOf(run.book),
    reference,
  });
  run.unanswered = answer.kind === 'failed' ? run.unanswered + 1 : 0;
  if (answer.kind === 'snapshot') run.book = orderShown(run.book, answer.snapshot);
  else if (answer.kind === 'absent') run.book = orderUnknown(run.book);
  else if (run.unanswered > MAX_UNANSWERED) run.book = gatewaySilent(run.book);
  else await condition(() => false, pauseMs(run.unanswered));
}

/** Only one refund of this reference can ever be started, whatever order it is of. */
async function start(run: RefundsRun, { reference, amountMinor, reason }: BookEntry): Promise<void> {
  const { orderReference, currency } = run.book;
  const terms = {
    reference,
    orderReference,
    gatewayOrderId: gatewayIdOf(run.book) ?? '',
    amountMinor,
    currency,
    reason,
  };
  const { timing } = run.input;
  try {
    await startChild<typeof refundOrder>(REFUND_ORDER, {
      workflowId: refundWorkflowId(reference),
      args: [{ terms, ...(timing && { timing }) }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `Refund of ${formatMoney({ value: amountMinor, currency })} for order ${orderReference}`,
    });
    // The refund may have ended already.
    if (entryOf(run.book, reference)?.progress === 'decided') run.book = progressed(run.book, reference, 'underWay');
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // A refund that the run before started keeps its money.
    const isOurs = run.perhapsStarted.includes(reference);
    run.book = isOurs ? progressed(run.book, reference, 'underWay') : referenceTaken(run.book, reference);
  }
}

/** Called before the workflow's first await: handlers write down what is wished, the loop acts. */
function listen(run: RefundsRun): void {
  const view = (): RefundView[] => run.book.entries.map((entry) => bookedViewOf(run.book, entry));
  showing(messages.refundsQuery, view, 'The refunds of the order');
  setHandler(messages.carriedBookQuery, () => run.book, {
    description: 'What the refunds go on with when they are revived',
  });
  // Update: the caller must know whether the money is there. The reference of the refund is the key.
  setHandler(messages.refundUpdate, (request) => refund(run, request), {
    description: 'Refunds what was captured, or a part of it',
    validator: (request: RefundRequest) => {
      assertShape(isRefundWish(request), '{refundReference, amount?: {value, currency}, reason}');
      // At the gateway a refund is an order, and both have their reference from the same set.
      assertShape(request.refundReference !== run.book.orderReference, 'of another reference than the order has');
      assertNoOther(run, request);
      // Once the captured amount is known no question is needed, and a refusal here leaves no trace in the history.
      const isNew = standingEntry(run.book, request.refundReference) === undefined;
      if (isNew && isCaptureKnown(run.book)) assertAllowed(canRefund(run.book, request));
    },
  });
  setHandler(messages.refundWishSignal, (request) => takeWish(run, request));
  setHandler(messages.refundEndedSignal, (end) => {
    if (isRefundEnd(end)) run.book = progressed(run.book, end.refundReference, end.state);
    else log.warn('A signal was ignored: it tells of no end of a refund');
  });
  // A webhook about the order that tells of a refund without naming it (docs/gateway.md §10 row 41).
  setHandler(messages.refundHintSignal, async () => {
    for (const { reference } of underWayIn(run.book))
      await getExternalWorkflowHandle(refundWorkflowId(reference))
        .signal(messages.refundHintSignal)
        .catch(() => log.warn('A refund was not there to be told'));
  });
}

/**
 * Takes in a refund by signal, by the rules of the update. The loop refuses what the order's money does not allow, and
 * the view shows that.
 */
function takeWish(run: RefundsRun, request: unknown): void {
  if (!isRefundWish(request) || request.refundReference === run.book.orderReference)
    return log.warn('A refund was ignored: it has not the shape of one');
  const entry = standingEntry(run.book, request.refundReference);
  if (!entry) run.book = refundWished(run.book, request, now());
  else if (!isSameWish(entry, request)) log.warn('A refund was ignored: its reference is taken by another');
}

async function refund(run: RefundsRun, request: RefundRequest): Promise<RefundView> {
  const { refundReference } = request;
  if (!standingEntry(run.book, refundReference)) run.book = refundWished(run.book, request, now());
  const isDecided = (): boolean => !['waiting', 'decided'].includes(entryOf(run.book, refundReference)?.progress ?? '');
  await condition(() => isDecided() || run.unanswered >= PATIENCE);
  const entry = entryOf(run.book, refundReference);
  if (!entry) throw failure(FailureType.invalid, 'Too many refused requests at once: send it again');
  assertNoOther(run, request);
  if (entry.denial?.code === REFUSED_OTHERWISE.orderUnknown.code)
    throw failure(FailureType.orderUnknown, entry.denial.reason);
  if (entry.denial?.code === REFUSED_OTHERWISE.referenceTaken.code)
    throw failure(FailureType.refundExists, entry.denial.reason);
  if (entry.denial) assertAllowed(entry.denial);
  return bookedViewOf(run.book, entry);
}

function assertNoOther({ book }: RefundsRun, request: RefundRequest): void {
  const entry = standingEntry(book, request.refundReference);
  if (!entry || isSameWish(entry, request)) return;
  throw failure(FailureType.refundExists, `Refund ${request.refundReference} exists with other content`);
}
