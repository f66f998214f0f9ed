import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { OrderClient } from '../../../clients/order-client';
import { OtpDeclined } from '../../../clients/order-errors';
import type { FaultRuleInput } from '../../../simulator/control';
import type { Settings } from '../../../simulator/settings';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../../workflows/domain/policy';
import { eventually } from '../../support/eventually';
import { OTP_CARD, startBench } from '../../support/gateway';
import type { Bench } from '../../support/gateway';
import { AMOUNT } from '../../support/orders';
import { BUNDLE, startDevServer, startWorker } from '../../support/temporal';
import { webhooksTo } from '../../support/webhooks';
import { auditOrder, NOT_PARKED } from '../support/auditor';
import type { Asked, Finding, Requested } from '../support/auditor';
import { sabotagedBundle } from './bundle';
import type { Sabotage } from './bundle';

/*
 * The tests can fail: each safety of the core is taken out of the real workflow code, and the auditor has to find it, with
 * one fault of the gateway that needs just this safety. The whole code, under the very same fault, has to pass.
 */

interface Case extends Sabotage {
  readonly turnsOff: string;
  readonly settings: Partial<Settings>;
  readonly faults: readonly FaultRuleInput[];
  /** What the order's people do once the money is on hold; the default is a capture. */
  readonly act?: (orders: OrderClient, reference: string, simulator: Bench['simulator']) => Promise<Asked['requests']>;
  /** The buyer's first card is refused by the bank: such an order is watched after its capture. */
  readonly isSecondCard?: true;
  readonly caughtAs: Finding;
}

const QUIET_MS = 4_000;
const [DURING_QUIET_MS, BEYOND_QUIET_MS] = [2_500, 7_000];
/** The last question about a captured order, and how old what it may show is: its capture lies between. */
const [PROBE_MS, STALE_MS] = [2_000, 4_000];
const onCapture = (action: FaultRuleInput['action']): FaultRuleInput => ({ operation: 'capture', times: 1, action });
/** A gateway that would take the money again for the same reference. */
const LAX = { repeatedCapture: 'second-capture' } as const;

const CASES: readonly Case[] = [
  {
    turnsOff: 'resolve before retry',
    name: 'no-resolve-before-retry',
    replaces: 'domain/outcomes',
    settings: LAX,
    faults: [onCapture({ kind: 'commit-then-reset' })],
    caughtAs: 'double captures',
  },
  {
    turnsOff: 'the quiet period',
    name: 'no-quiet-period',
    replaces: 'domain/calls',
    settings: LAX,
    faults: [onCapture({ kind: 'late-commit', ms: DURING_QUIET_MS })],
    caughtAs: 'double captures',
  },
  {
    turnsOff: 'stable references',
    name: 'fresh-references',
    replaces: 'domain/references',
    // It knows a reference again, but takes the money for another one; and it commits later than anybody believes.
    settings: { furtherCapture: 'second-capture' },
    faults: [onCapture({ kind: 'late-commit', ms: BEYOND_QUIET_MS })],
    caughtAs: 'double captures',
  },
  {
    turnsOff: 'the monotonic observe',
    name: 'last-word-counts',
    replaces: 'domain/facts',
    settings: LAX,
    faults: [],
    isSecondCard: true,
    // The last question about it is answered as it stood before its capture.
    act: async (orders, reference, { control }) => {
      await eventually(
        () => control.ledgerOf(reference).entries.find(({ kind }) => kind === 'authorised'),
        (hold) => hold !== undefined && Date.now() - Date.parse(hold.at) > STALE_MS - PROBE_MS,
      );
      const delivered = await outcomeOf('delivery', orders.confirmDelivery(reference));
      control.setFaults([{ operation: 'getOrder', times: 1, action: { kind: 'stale-read', ms: STALE_MS } }]);
      return [delivered];
    },
    caughtAs: 'double captures',
  },
  {
    turnsOff: 'the exclusion of capture and cancel',
    name: 'no-exclusion',
    replaces: 'domain/requests',
    settings: {},
    faults: [onCapture({ kind: 'slow', ms: 8_000 })],
    act: async (orders, reference) => {
      const capture = outcomeOf('capture', orders.capture(reference));
      await eventually(
        () => orders.get(reference),
        ({ state }) => state === 'capturing',
      );
      return Promise.all([capture, outcomeOf('cancel', orders.cancel(reference, { reason: 'out of stock' }))]);
    },
    caughtAs: 'captures after a cancel',
  },
  {
    turnsOff: 'the difference between news and facts',
    name: 'news-is-fact',
    replaces: 'domain/news',
    settings: {},
    faults: [],
    act: async (orders, reference, { control }) => {
      const processed = { status: 'PROCESSED', paymentStatus: 'PROCESSED', captured: true };
      await control.forgeWebhook(reference, { event: 'ORDER_PROCESSED', ...processed });
      return [await outcomeOf('cancel', orders.cancel(reference, { reason: 'out of stock' }))];
    },
    caughtAs: 'holds neither captured nor released',
  },
];

const outcomeOf = async (kind: Requested['kind'], request: Promise<unknown>): Promise<Requested> => ({
  kind,
  amountMinor: AMOUNT.value,
  answer: await request.then(
    () => 'accepted' as const,
    () => 'refused' as const,
  ),
  answeredAt: new Date().toISOString(),
});

let environment: TestWorkflowEnvironment;
beforeAll(async () => (environment = await startDevServer()), 120_000);
afterAll(() => environment.teardown());

let number = 0;
/** Lives one order of the case with this workflow code, and audits it at the end. */
async function findings(one: Case, bundle: WorkflowBundleOption): Promise<Finding[]> {
  const taskQueue = `sabotage-${one.name}-${(number += 1)}`;
  const orders = clientOf(taskQueue);
  const bench = await startBench({
    settings: one.settings,
    deliverWebhook: webhooksTo(orders),
  });
  const worker = await startWorker(environment, bench.dependencies, undefined, taskQueue, bundle);
  const running = worker.run();
  try {
    return await audited(one, bench, orders);
  } finally {
    worker.shutdown();
    await running;
    await bench.close();
  }
}

const clientOf = (taskQueue: string): OrderClient =>
  new OrderClient({
    client: environment.client,
    defaults: {
      policy: DEFAULT_POLICY,
      timing: {
        ...DEFAULT_TIMING,
        quietMs: { createOrder: QUIET_MS, createPayment: QUIET_MS, capture: QUIET_MS, cancel: QUIET_MS },
        lateProbesMs: [PROBE_MS],
      },
    },
    taskQueue,
  });

async function audited(one: Case, bench: Bench, orders: OrderClient): Promise<Finding[]> {
  const { control } = bench.simulator;
  const reference = `S-${one.name}-${number}`;
  control.setFaults(one.faults);
  // News by webhook would settle a call before anybody has to ask.
  control.setWebhookFaults([{ action: { kind: 'lose' } }]);
  await hold(one, bench, orders, reference);
  const requests = await (one.act?.(orders, reference, bench.simulator) ??
    Promise.all([outcomeOf('delivery', orders.confirmDelivery(reference))]));
  await environment.client.workflow.getHandle(`preauth-${reference}`).result();
  await lateCommit(one);
  const asked: Asked = {
    reference,
    amountMinor: AMOUNT.value,
    policy: { onDelivery: 'capture', atDeadline: 'release' },
    requests,
    refunds: [],
  };
  const { state, attention } = await orders.get(reference);
  const ending = { state, ...NOT_PARKED, parkedFor: attention?.code ?? null, refunds: [] };
  const circumstances = { ending, story: [], windowMs: 60_000, decidesAfterMs: 60_000 };
  return auditOrder(asked, control.ledgerOf(reference, true), circumstances).map(({ finding }) => finding);
}

/** What travels beyond the quiet period still arrives. */
const lateCommit = async ({ faults }: Case): Promise<void> => {
  const late = Math.max(0, ...faults.map(({ action }) => (action.kind === 'late-commit' ? action.ms : 0)));
  await new Promise((resolve) => setTimeout(resolve, late));
};

async function hold(one: Case, bench: Bench, orders: OrderClient, reference: string): Promise<void> {
  const refused = { ...OTP_CARD, number: '4000000000009995' };
  const cardRef = await bench.card(one.isSecondCard ? refused : OTP_CARD);
  await orders.place({ reference, amount: AMOUNT, checkout: 'seamless', cardRef });
  const first = orders.submitOtp(reference, { otpRef: await bench.otp() });
  if (!one.isSecondCard) await first;
  else {
    await expect(first).rejects.toBeInstanceOf(OtpDeclined);
    await eventually(
      () => orders.get(reference),
      ({ nextAction }) => nextAction?.type === 'pay',
    );
    await orders.pay(reference, { cardRef: await bench.card() });
    await orders.submitOtp(reference, { otpRef: await bench.otp() });
  }
  await eventually(
    () => orders.get(reference),
    ({ state }) => state === 'held',
  );
}

describe.each(CASES)('without $turnsOff', (one) => {
  it('the auditor finds money that was moved wrongly', async () => {
    expect(await findings(one, await sabotagedBundle(one))).toContain(one.caughtAs);
  }, 120_000);

  it('and with it, under the very same fault, nothing', async () => {
    expect(await findings(one, BUNDLE)).toEqual([]);
  }, 120_000);
});
