import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import type { Carried, OrderInput, OrderResult, Revival } from '../contract/order';
import { apply, permission } from '../domain/order/apply';
import { next } from '../domain/order/next';
import { newOrder } from '../domain/order/order';
import type { Order } from '../domain/order/order';
import { waitingFor } from '../domain/order/view/waiting';
import { now } from '../engine/clock';
import { createDisplay } from '../engine/display';
import { follow } from '../engine/following';
import { act } from './doing';
import { listen } from './handlers';
import { assertInput, assertRevival } from './input';
import { carriedBy, happened } from './order-run';
import type { OrderRun } from './order-run';
import { orderColumns, resultOf, toldOf } from './presentation';
import { takeUntaken } from './signals';

/**
 * One order, from its creation at the gateway until its hold is captured or gone: observe, decide, act. What to do is
 * decided by the core alone (`domain/order/next`); messages only change what the core sees. `carried` is what the run
 * before handed over at continue-as-new. With `revival` a person lets the order go on after its workflow had ended:
 * `carried` is then what that workflow knew, or missing where nobody can read it.
 */
export async function preAuthOrder(
  input: OrderInput,
  carried?: Carried | null,
  revival?: Revival,
): Promise<OrderResult> {
  assertInput(input);
  assertRevival(revival);
  const run = startRun(input, carried ?? undefined, revival);
  listen(run);
  takeUntaken(run, revival?.untaken ?? []);
  // A workflow that was simply cancelled would leave its hold behind: cancelling it means cancelling the order.
  CancellationScope.current().cancelRequested.catch(() => cancelOrder(run));
  await CancellationScope.nonCancellable(() => followOrder(run));
  return resultOf(run);
}

const followOrder = (run: OrderRun): Promise<void> =>
  follow({
    current: () => run.order,
    next,
    begin: (step) => happened(run, { kind: 'step', step }),
    act: (step) => act(run, step),
    display: createDisplay(
      {
        what: 'An order',
        names: { reference: run.order.terms.reference },
        columnsOf: orderColumns,
        told: toldOf,
      },
      run.order,
    ),
    waitsFor: waitingFor,
    leaving: {
      goOn: () => continueAsNew<typeof preAuthOrder>(run.input, carriedBy(run)),
      lastAnswerAtEvent: () => run.lastAnswerAtEvent,
    },
  });

function startRun(input: OrderInput, carried: Carried | undefined, revival: Revival | undefined): OrderRun {
  const before = carried?.order ?? startOrder(input);
  const order = revival ? apply(before, { kind: 'revival', wish: revival, isBlind: revival.isBlind }, now()) : before;
  return { input, order, handledUpdates: [...(carried?.handledUpdates ?? [])], lastAnswerAtEvent: 0 };
}

function startOrder({ reference, amount, checkout, cardRef, policy, timing }: OrderInput): Order {
  const terms = { reference, amountMinor: amount.value, currency: amount.currency, checkout };
  return newOrder({ terms, cardRef, policy, timing }, now());
}

function cancelOrder(run: OrderRun): void {
  const wish = { kind: 'cancellation', reason: 'the workflow was cancelled' } as const;
  if (permission(run.order, wish, now()).ok) happened(run, wish);
}
