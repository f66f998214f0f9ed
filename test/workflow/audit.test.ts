import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { LogEntry, Worker } from '@temporalio/worker';
import type { Dependencies } from '../../activities';
import { createMemoryVault } from '../../activities/vault';
import { AUDIT_HOLDS } from '../../workflows/contract/audit';
import type { AuditReport } from '../../workflows/contract/audit';
import { noExposure } from '../../workflows/domain/holds/exposure';
import type { Snapshot } from '../../workflows/domain/gateway/snapshot';
import { says, TERMS } from '../support/core/words';
import { scriptedGateway } from '../support/scripted-gateway';
import type { ScriptedOrder } from '../support/scripted-gateway';
import { loggingRuntime, startVirtualTime, startWorker } from '../support/temporal';

/* The watchdog over orders that are only written down: what they believe, and what they say when they are made to ask. */

const HELD = TERMS.amountMinor;
const shows = (status: 'authorised' | 'voided'): Snapshot => says(status, [{ status }]);

/** The orders of a test, by reference. `recheck` null: it does not answer. */
interface Believer {
  readonly believesMinor: number;
  readonly recheck: () => number | null;
}
const script = new Map<string, ScriptedOrder>();
const believers = new Map<string, Believer>();
const reasons: string[] = [];
/** About which the gateway was asked, and what was logged. */
const asked: string[] = [];
const logged: LogEntry[] = [];

const openOrders: Dependencies['openOrders'] = {
  async findHolds() {
    const holds = [...believers].map(([reference, { believesMinor }]) => ({
      reference,
      gatewayOrderId: reference,
      heldMinor: believesMinor,
    }));
    const ended = holds.filter(({ reference }) => reference.startsWith('ENDED'));
    return { holds, exposure: noExposure(new Date().toISOString()), parked: 0, ended };
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
  loggingRuntime((entry) => logged.push(entry));
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
  for (const list of [reasons, asked, logged]) list.length = 0;
});

function order(reference: string, now: Snapshot | null, believesMinor: number, recheck: Believer['recheck']): void {
  script.set(reference, { created: says('created'), now, onAsked: () => asked.push(reference) });
  believers.set(reference, { believesMinor, recheck });
}

/** Orders that believe what the gateway shows, if it answers. */
function orders(count: number, now: Snapshot | null): void {
  for (let left = count; left > 0; left -= 1) order(`ORD-${believers.size}`, now, HELD, () => HELD);
}

let audits = 0;
async function audit(): Promise<{ report: AuditReport; attention: unknown; details: string }> {
  const workflowId = `audit-${(audits += 1)}`;
  const args = [{ withinMs: 1, sample: 1 }];
  const handle = await environment.client.workflow.start(AUDIT_HOLDS, {
    workflowId,
    taskQueue: worker.options.taskQueue,
    args,
  });
  const report = (await handle.result()) as AuditReport;
  const { typedSearchAttributes } = await handle.describe();
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return {
    report,
    attention: typedSearchAttributes.getAll().find(({ key }) => key.name === 'Attention')?.value,
    details: metadata.currentDetails ?? '',
  };
}

describe('an order that disagrees with the gateway about its hold', () => {
  it('is made to ask, and explained where it then says the same: lost news, in either direction', async () => {
    order('AGREES', shows('authorised'), HELD, () => HELD);
    order('GONE', shows('voided'), HELD, () => 0);
    order('UNHEARD', shows('authorised'), 0, () => HELD);
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
    order('LATE', shows('authorised'), 0, () => {
      // Authorised late, and let go at once.
      script.set('LATE', { created: says('created'), now: shows('voided') });
      return 0;
    });
    const { report, attention } = await audit();
    expect(report.disagreements).toMatchObject([{ reference: 'LATE', isExplained: true }]);
    expect(attention).toBeUndefined();
  });

  it('is explained where the order believes a moment later what it was told at once', async () => {
    let rechecks = 0;
    order('ENDS', shows('voided'), HELD, () => ((rechecks += 1) === 1 ? HELD : 0));
    const { report, attention } = await audit();
    expect(report.disagreements).toMatchObject([{ reference: 'ENDS', isExplained: true }]);
    expect(attention).toBeUndefined();
  });

  it.each([
    ['still says something else', () => HELD],
    ['does not answer', () => null],
  ])('is for a person where it %s: the audit calls for one', async (_, recheck) => {
    order('ODD', shows('voided'), HELD, recheck);
    order('GONE', shows('voided'), HELD, () => 0);
    const { report, attention } = await audit();
    expect(report.disagreements.map(({ reference, isExplained }) => [reference, isExplained])).toEqual([
      ['ODD', false],
      ['GONE', true],
    ]);
    expect(attention).toBe('Orders that disagree with the gateway about their holds: 1');
  });

  it('is for a person where the gateway falls silent before the order is explained', async () => {
    order('ODD', shows('voided'), HELD, () => {
      script.set('ODD', { created: says('created'), now: null });
      return HELD;
    });
    const { report, attention } = await audit();
    expect(report.disagreements).toMatchObject([{ reference: 'ODD', isExplained: false }]);
    expect(attention).toBeDefined();
  });
});

it('many orders are asked about once each, and one that disagrees is found in the last batch, too', async () => {
  orders(42, shows('authorised'));
  order('ODD', shows('voided'), HELD, () => HELD);
  orders(2, shows('authorised'));
  const { report } = await audit();
  expect(report).toMatchObject({ compared: 45, unanswered: 0, disagreements: [{ reference: 'ODD' }] });
  // It was asked about again, to explain it, and once more a moment later.
  expect(asked).toEqual([...believers.keys(), 'ODD', 'ODD']);
});

describe('a gateway that says nothing', () => {
  const sentences = (): string[] => logged.filter(({ level }) => level === 'INFO').map(({ message }) => message);
  const errors = (): string[] => logged.filter(({ level }) => level === 'ERROR').map(({ message }) => message);

  it('about some orders is no disagreement, and needs nobody: they are told apart from those compared', async () => {
    order('SILENT', null, HELD, () => HELD);
    orders(2, shows('authorised'));
    const { report, attention } = await audit();
    expect(report).toMatchObject({ compared: 2, unanswered: 1, disagreements: [] });
    expect([attention, errors()]).toEqual([undefined, []]);
    expect(sentences()).toContainEqual(expect.stringContaining('; 2 orders compared, no answer about 1; '));
  });

  it('about any order is asked once more, and then about no other: that is for a person', async () => {
    orders(45, null);
    const { report, attention } = await audit();
    expect(report).toMatchObject({ compared: 0, unanswered: 45, disagreements: [] });
    expect(attention).toBe('The gateway answered about none of 45 orders');
    expect(errors()).toEqual([attention]);
    expect(asked).toHaveLength(2 * 20);
  });

  it('any more is not asked about the rest, and what it said until then counts', async () => {
    order('GONE', shows('voided'), HELD, () => 0);
    orders(19, shows('authorised'));
    orders(25, null);
    const { report, attention } = await audit();
    expect(report).toMatchObject({ compared: 20, unanswered: 25 });
    expect(report.disagreements).toMatchObject([{ reference: 'GONE', isExplained: true }]);
    expect(asked).toHaveLength(20 + 2 * 20);
    expect(attention).toBeUndefined();
  });

  it('for less than a minute is asked about all the same', async () => {
    orders(45, shows('authorised'));
    for (const [reference, one] of [...script].slice(0, 20)) script.set(reference, { ...one, first: [null] });
    const { report, attention } = await audit();
    expect(report).toMatchObject({ compared: 45, unanswered: 0, disagreements: [] });
    expect(attention).toBeUndefined();
    expect(asked).toHaveLength(20 + 45);
  });
});

describe('an order whose workflow ended before it was settled', () => {
  it('is named, with what is on hold, and calls for a person though it agrees with the gateway', async () => {
    order('ENDED-1', shows('authorised'), HELD, () => null);
    const { report, attention, details } = await audit();
    expect(report).toMatchObject({
      compared: 1,
      disagreements: [],
      ended: [{ reference: 'ENDED-1', heldMinor: HELD }],
    });
    expect(attention).toBe('Orders whose workflow ended before they were settled: 1');
    expect(details).toContain('- ENDED-1 (₹100.00 on hold): revive it');
    expect(logged.find(({ level }) => level === 'ERROR')?.meta).toMatchObject({
      found: expect.stringContaining('ENDED-1'),
    });
  });

  it('is named once more where the gateway shows something else, and of many twenty are', async () => {
    for (let left = 25; left > 0; left -= 1) order(`ENDED-${left}`, shows('voided'), HELD, () => null);
    const { details, attention } = await audit();
    expect(attention).toMatch(/before they were settled: 25; Orders that disagree .* about their holds: 25$/);
    expect(details).toContain('(believes ₹100.00 on hold, the gateway shows ₹0.00)');
    expect(details.match(/^- and 5 more$/gm)).toHaveLength(2);
  });
});

it('an audit without an order to compare needs nobody', async () => {
  const { report, attention } = await audit();
  expect(report).toMatchObject({ compared: 0, unanswered: 0 });
  expect(attention).toBeUndefined();
});
