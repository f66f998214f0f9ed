import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import type { Dependencies } from '../../activities';
import { createMemoryVault } from '../../activities/vault';
import { AUDIT_HOLDS } from '../../workflows/audit-contract';
import type { AuditReport } from '../../workflows/audit-contract';
import { noExposure } from '../../workflows/domain/exposure';
import type { Snapshot } from '../../workflows/domain/snapshot';
import { says, TERMS } from '../support/core/words';
import { scriptedGateway } from '../support/scripted-gateway';
import type { ScriptedOrder } from '../support/scripted-gateway';
import { startVirtualTime, startWorker } from '../support/temporal';

/* The watchdog over orders that are only written down: what they believe, and what they say when they are made to ask. */

const HELD = TERMS.amountMinor;
const shows = (status: 'AUTHORIZED' | 'CANCELLED'): Snapshot => says(status, [{ status }]);

/** The orders of a test, by reference. `recheck` null: it does not answer. */
interface Believer {
  readonly believesMinor: number;
  readonly recheck: () => number | null;
}
const script = new Map<string, ScriptedOrder>();
const believers = new Map<string, Believer>();
const reasons: string[] = [];

const openOrders: Dependencies['openOrders'] = {
  async findHolds() {
    const holds = [...believers].map(([reference, { believesMinor }]) => ({
      reference,
      gatewayOrderId: reference,
      heldMinor: believesMinor,
    }));
    return { holds, exposure: noExposure(new Date().toISOString()), parked: 0 };
  },
  async recheck(reference, { reason }) {
    reasons.push(`${reference}: ${reason}`);
    const heldMinor = believers.get(reference)?.recheck() ?? null;
    return heldMinor === null ? null : { heldMinor };
  },
};

let environment: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;
beforeAll(async () => {
  environment = await startVirtualTime();
  const vault = createMemoryVault({ ttlMs: { card: 1, otp: 1 }, maxEntries: 1 });
  const gateway = scriptedGateway(script);
  worker = await startWorker(environment, { gateway, vault, openOrders, callbackUrl: 'http://x' });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await environment.teardown();
});
beforeEach(() => {
  script.clear();
  believers.clear();
  reasons.length = 0;
});

function order(reference: string, now: Snapshot | null, believesMinor: number, recheck: Believer['recheck']): void {
  script.set(reference, { created: says('CREATED'), now });
  believers.set(reference, { believesMinor, recheck });
}

let audits = 0;
async function audit(): Promise<{ report: AuditReport; attention: unknown }> {
  const workflowId = `audit-${(audits += 1)}`;
  const args = [{ withinMs: 1, sample: 1 }];
  const handle = await environment.client.workflow.start(AUDIT_HOLDS, {
    workflowId,
    taskQueue: worker.options.taskQueue,
    args,
  });
  const report = (await handle.result()) as AuditReport;
  const { typedSearchAttributes } = await handle.describe();
  return { report, attention: typedSearchAttributes.getAll().find(({ key }) => key.name === 'Attention')?.value };
}

describe('an order that disagrees with the gateway about its hold', () => {
  it('is made to ask, and explained where it then says the same: lost news, in either direction', async () => {
    order('AGREES', shows('AUTHORIZED'), HELD, () => HELD);
    order('GONE', shows('CANCELLED'), HELD, () => 0);
    order('UNHEARD', shows('AUTHORIZED'), 0, () => HELD);
    const { report, attention } = await audit();
    expect(report).toMatchObject({ compared: 3, unanswered: 0 });
    expect(report.disagreements).toEqual([
      { reference: 'GONE', gatewayOrderId: 'GONE', believedMinor: HELD, shownMinor: 0, isExplained: true },
      { reference: 'UNHEARD', gatewayOrderId: 'UNHEARD', believedMinor: 0, shownMinor: HELD, isExplained: true },
    ]);
    expect(reasons).toEqual(['GONE: the gateway shows ₹0.00 on hold', 'UNHEARD: the gateway shows ₹100.00 on hold']);
    expect(attention).toBeUndefined();
  });

  it('is explained where the money has moved meanwhile', async () => {
    order('LATE', shows('AUTHORIZED'), 0, () => {
      // Authorised late, and let go at once.
      script.set('LATE', { created: says('CREATED'), now: shows('CANCELLED') });
      return 0;
    });
    const { report, attention } = await audit();
    expect(report.disagreements).toMatchObject([{ reference: 'LATE', isExplained: true }]);
    expect(attention).toBeUndefined();
  });

  it.each([
    ['still says something else', () => HELD],
    ['does not answer', () => null],
  ])('is for a person where it %s: the audit calls for one', async (_, recheck) => {
    order('ODD', shows('CANCELLED'), HELD, recheck);
    order('GONE', shows('CANCELLED'), HELD, () => 0);
    const { report, attention } = await audit();
    expect(report.disagreements.map(({ reference, isExplained }) => [reference, isExplained])).toEqual([
      ['ODD', false],
      ['GONE', true],
    ]);
    expect(attention).toBe('Orders that disagree with the gateway about their holds: 1');
  });

  it('is for a person where the gateway falls silent before the order is explained', async () => {
    order('ODD', shows('CANCELLED'), HELD, () => {
      script.set('ODD', { created: says('CREATED'), now: null });
      return HELD;
    });
    const { report, attention } = await audit();
    expect(report.disagreements).toMatchObject([{ reference: 'ODD', isExplained: false }]);
    expect(attention).toBeDefined();
  });
});

it('an order about which the gateway says nothing is counted, and no disagreement', async () => {
  order('SILENT', null, HELD, () => HELD);
  const { report, attention } = await audit();
  expect(report).toMatchObject({ compared: 1, unanswered: 1, disagreements: [] });
  expect(attention).toBeUndefined();
});
