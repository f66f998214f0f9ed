import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import type { FaultRuleInput } from '../../../simulator/control';
import { eventually } from '../../support/eventually';
import { BUNDLE, startDevServer } from '../../support/temporal';
import type { Finding } from '../support/auditor';
import { sabotagedBundle } from './bundle';
import { BEYOND_QUIET_MS, DURING_QUIET_MS, findings, outcomeOf, PATIENCE_MS, PROBE_MS, STALE_MS } from './life';
import type { Case } from './life';

/*
 * The tests can fail: each safety of the core is taken out of the real workflow code, and the auditor has to find it, with
 * one fault of the gateway that needs just this safety. The whole code, under the very same fault, has to pass.
 */

const onCapture = (action: FaultRuleInput['action']): FaultRuleInput => ({ operation: 'capture', times: 1, action });
/** A gateway that would take the money again for the same reference. */
const LAX = { repeatedCapture: 'second-capture' } as const;

const CASES: readonly Case[] = [
  {
    turnsOff: 'resolve before retry',
    name: 'no-resolve-before-retry',
    replaces: 'domain/order/events/outcome',
    settings: LAX,
    faults: [onCapture({ kind: 'commit-then-reset' })],
    caughtAs: 'double captures',
  },
  {
    turnsOff: 'the quiet period',
    name: 'no-quiet-period',
    replaces: 'domain/order/calls',
    settings: LAX,
    faults: [onCapture({ kind: 'late-commit', ms: DURING_QUIET_MS })],
    caughtAs: 'double captures',
  },
  {
    turnsOff: 'stable references',
    name: 'fresh-references',
    replaces: 'domain/values/references',
    // It knows a reference again, but takes the money for another one; and it commits later than anybody believes.
    settings: { furtherCapture: 'second-capture' },
    faults: [onCapture({ kind: 'late-commit', ms: BEYOND_QUIET_MS })],
    caughtAs: 'double captures',
  },
  {
    turnsOff: 'the monotonic observe',
    name: 'last-word-counts',
    replaces: 'domain/facts/facts',
    settings: LAX,
    faults: [],
    isSecondCard: true,
    // The last question about it is answered as it stood before its capture.
    act: async (orders, reference, { control }) => {
      await eventually(
        () => control.ledgerOf(reference).entries.find(({ kind }) => kind === 'authorised'),
        (hold) => hold !== undefined && Date.now() - Date.parse(hold.at) > STALE_MS - PROBE_MS,
        PATIENCE_MS,
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
    replaces: 'domain/order/events/requests',
    settings: {},
    faults: [onCapture({ kind: 'slow', ms: 15_000 })],
    act: async (orders, reference) => {
      const capture = outcomeOf('capture', orders.capture(reference));
      await eventually(
        () => orders.get(reference),
        ({ state }) => state === 'capturing',
        PATIENCE_MS,
      );
      return Promise.all([capture, outcomeOf('cancel', orders.cancel(reference, { reason: 'out of stock' }))]);
    },
    caughtAs: 'captures after a cancel',
  },
  {
    turnsOff: 'the difference between news and facts',
    name: 'news-is-fact',
    replaces: 'domain/order/events/told',
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

/** What the auditor found: with the sabotage, and with the whole code under the very same fault. */
type Found = Readonly<Record<'sabotaged' | 'whole', Promise<Finding[]>>>;

let environment: TestWorkflowEnvironment;
let found: ReadonlyMap<Case, Found>;
beforeAll(async () => {
  environment = await startDevServer();
  // First: to bundle takes a processor of its own, and what follows is timed.
  const bundles: WorkflowBundle[] = [];
  for (const one of CASES) bundles.push(await sabotagedBundle(one));
  // Each order has a gateway and a worker of its own, so all can wait at the same time.
  found = new Map(
    CASES.map((one, index) => [
      one,
      { sabotaged: findings(environment, one, bundles[index] ?? BUNDLE), whole: findings(environment, one, BUNDLE) },
    ]),
  );
  await Promise.allSettled([...found.values()].flatMap(({ sabotaged, whole }) => [sabotaged, whole]));
}, 300_000);
afterAll(() => environment.teardown());

describe.each(CASES)('without $turnsOff', (one) => {
  it('the auditor finds money that was moved wrongly', async () => {
    expect(await found.get(one)?.sabotaged).toContain(one.caughtAs);
  });

  it('and with it, under the very same fault, nothing', async () => {
    expect(await found.get(one)?.whole).toEqual([]);
  });
});
