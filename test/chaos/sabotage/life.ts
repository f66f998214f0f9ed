import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { OrderClient } from '../../../clients/order-client';
import { OtpDeclined } from '../../../clients/order-errors';
import type { FaultRuleInput } from '../../../simulator/control';
import type { Settings } from '../../../simulator/settings';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { eventually } from '../../support/eventually';
import { OTP_CARD, startBench } from '../../support/gateway';
import type { Bench } from '../../support/gateway';
import { AMOUNT, PLENTY } from '../../support/orders';
import { startWorker } from '../../support/temporal';
import { webhooksTo } from '../../support/webhooks';
import { auditOrder, NOT_PARKED } from '../support/auditor';
import type { Asked, Finding, Requested } from '../support/auditor';
import type { Sabotage } from './bundle';

/** A safety of the core that is taken out, and what needs it. */
export interface Case extends Sabotage {
  readonly turnsOff: string;
  readonly settings: Partial<Settings>;
  readonly faults: readonly FaultRuleInput[];
  /** What the order's people do once the money is on hold; the default is a capture. */
  readonly act?: (orders: OrderClient, reference: string, simulator: Bench['simulator']) => Promise<Asked['requests']>;
  /** The buyer's first card is refused by the bank: such an order is watched after its capture. */
  readonly isSecondCard?: true;
  readonly caughtAs: Finding;
}

/** All of these leave a busy machine some seconds: nothing is lost by that, for all orders wait at the same time. */
const QUIET_MS = 8_000;
export const [DURING_QUIET_MS, BEYOND_QUIET_MS] = [6_000, 12_000];
/** The last question about a captured order, and how old what it may show is: its capture lies between. */
export const [PROBE_MS, STALE_MS] = [4_000, 8_000];
/** For what comes at once where nothing else wants the processor. */
export const PATIENCE_MS = 60_000;

/** The request as the auditor takes it, with what its sender was told. */
export const outcomeOf = async (kind: Requested['kind'], request: Promise<unknown>): Promise<Requested> => ({
  kind,
  amountMinor: AMOUNT.value,
  answer: await request.then(
    () => 'accepted' as const,
    () => 'refused' as const,
  ),
  answeredAt: new Date().toISOString(),
});

let lives = 0;
/** Lives one order of the case with this workflow code, and audits it at the end. */
export async function findings(
  environment: TestWorkflowEnvironment,
  one: Case,
  bundle: WorkflowBundleOption,
): Promise<Finding[]> {
  const life = `${one.name}-${(lives += 1)}`;
  const taskQueue = `sabotage-${life}`;
  const orders = clientOf(environment.client, taskQueue);
  const bench = await startBench({ settings: one.settings, deliverWebhook: webhooksTo(orders) });
  const worker = await startWorker(environment, bench.dependencies, undefined, taskQueue, bundle);
  const running = worker.run();
  try {
    return await audited(one, { client: environment.client, bench, orders, reference: `S-${life}` });
  } finally {
    worker.shutdown();
    await running;
    await bench.close();
  }
}

const clientOf = (client: Client, taskQueue: string): OrderClient =>
  new OrderClient({
    client,
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

interface Life {
  readonly client: Client;
  readonly bench: Bench;
  readonly orders: OrderClient;
  readonly reference: string;
}

async function audited(one: Case, life: Life): Promise<Finding[]> {
  const { client, bench, orders, reference } = life;
  const { control } = bench.simulator;
  control.setFaults(one.faults);
  // News by webhook would settle a call before anybody has to ask.
  control.setWebhookFaults([{ action: { kind: 'lose' } }]);
  await hold(one, life);
  const requests = await (one.act?.(orders, reference, bench.simulator) ??
    Promise.all([outcomeOf('delivery', orders.confirmDelivery(reference))]));
  await client.workflow.getHandle(`preauth-${reference}`).result();
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

async function hold(one: Case, { bench, orders, reference }: Life): Promise<void> {
  const refused = { ...OTP_CARD, number: '4000000000009995' };
  const cardRef = await bench.card(one.isSecondCard ? refused : OTP_CARD);
  const awaits = (type: string) =>
    eventually(
      () => orders.get(reference),
      ({ nextAction }) => nextAction?.type === type,
      PATIENCE_MS,
    );
  await orders.place({ reference, amount: AMOUNT, checkout: 'seamless', cardRef }, PLENTY);
  await awaits('submitOtp');
  const first = orders.submitOtp(reference, { otpRef: await bench.otp() }, PLENTY);
  if (!one.isSecondCard) await first;
  else {
    await expect(first).rejects.toBeInstanceOf(OtpDeclined);
    await awaits('pay');
    await orders.pay(reference, { cardRef: await bench.card() }, PLENTY);
    await awaits('submitOtp');
    await orders.submitOtp(reference, { otpRef: await bench.otp() }, PLENTY);
  }
  await eventually(
    () => orders.get(reference),
    ({ state }) => state === 'held',
    PATIENCE_MS,
  );
}
