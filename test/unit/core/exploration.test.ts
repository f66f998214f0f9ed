import fc from 'fast-check';
import { keyOf } from '../../../workflows/domain/call';
import { NO_FACTS } from '../../../workflows/domain/facts';
import type { Order } from '../../../workflows/domain/order';
import type { Snapshot } from '../../../workflows/domain/snapshot';
import { HOUR_MS, plus } from '../../../workflows/domain/time';
import type { Answer, CallOutcome } from '../../../workflows/domain/outcomes';
import { plans } from '../../support/core/plans';
import { walk } from '../../support/core/walk';
import { Broken, REAL_CORE } from '../../support/core/world';
import type { Core, Plan } from '../../support/core/world';

/**
 * Fixed, so that a build is red for what it changed and for nothing else. `EXPLORE=<seed>` walks elsewhere, and twenty
 * times as far; fast-check prints the seed and the path of what it finds.
 */
const { EXPLORE } = process.env;
const seed = Number(EXPLORE ?? 20_261_121);

it('keeps every promise about money, and ends finished or parked, whatever the gateway and the network do', () => {
  fc.assert(
    fc.property(plans(60), (plan) => void walk(plan)),
    { seed, numRuns: EXPLORE ? 50_000 : 2_500, interruptAfterTimeLimit: EXPLORE ? 600_000 : 40_000 },
  );
}, 700_000);

describe('the explorer finds a core', () => {
  it.each<[string, (core: Core) => Core, Partial<Plan>]>([
    [
      'without quiet periods',
      same,
      { timing: { quietMs: { createOrder: 0, createPayment: 0, capture: 0, cancel: 0 } } },
    ],
    ['that watches nothing after the end', same, { timing: { lateProbesMs: [] } }],
    ['that reads an unknown outcome as a failure', (core) => ({ ...core, called: unknownIsFailure(core) }), {}],
    [
      'that replaces facts instead of joining them',
      (core) => withSnapshots(core, (order) => ({ ...order, facts: NO_FACTS })),
      {},
    ],
    [
      'that takes any answer as proof about the call in doubt',
      (core) => ({ ...core, answered: anyAnswerProves(core) }),
      {},
    ],
    ['that takes a webhook as proof', (core) => ({ ...core, saw: webhookProves(core) }), {}],
    ['that trusts a 200 on cancel', (core) => ({ ...core, called: trustCancel(core) }), {}],
    ['that books a capture block without a status', (core) => withSnapshots(core, (order) => order, booked), {}],
  ])('%s', (_, sabotage, changed) => {
    const { counterexample, errorInstance } = fc.check(
      fc.property(plans(60), (plan) => void walk({ ...plan, ...changed }, sabotage(REAL_CORE))),
      { seed, numRuns: 20_000, endOnFailure: true },
    );
    expect(counterexample).not.toBeNull();
    expect(errorInstance).toBeInstanceOf(Broken);
    // Not because of what the real core does in the same circumstances.
    expect(() => walk(counterexample?.[0] ?? fail())).not.toThrow();
  });
});

function same(core: Core): Core {
  return core;
}

function fail(): never {
  throw new Error('No counter-example');
}

const unknownIsFailure =
  (core: Core): Core['called'] =>
  (order, outcome, now) =>
    core.called(order, outcome.kind === 'unknown' ? { kind: 'rejected', code: outcome.code } : outcome, now);

const trustCancel =
  (core: Core): Core['called'] =>
  (order, outcome, now) => {
    const isCancel = order.intents.call?.kind === 'cancel' && outcome.kind === 'done';
    return core.called(order, isCancel ? cancelled(outcome) : outcome, now);
  };

function cancelled(outcome: CallOutcome & { kind: 'done' }): CallOutcome {
  const { snapshot } = outcome;
  const payments = snapshot.payments.map((payment) => ({ ...payment, status: 'CANCELLED' as const }));
  return { kind: 'done', snapshot: { ...snapshot, status: 'CANCELLED', payments } };
}

const anyAnswerProves =
  (core: Core): Core['answered'] =>
  (order, _question, answer, now) =>
    core.answered(order, { about: order.intents.call && keyOf(order.intents.call), askedAt: now }, answer, now);

const webhookProves =
  (core: Core): Core['saw'] =>
  (order, snapshot, now) => {
    const question = { about: order.intents.call && keyOf(order.intents.call), askedAt: plus(now, HOUR_MS) };
    return core.answered(order, question, { kind: 'snapshot', snapshot }, now);
  };

const booked = (snapshot: Snapshot): Snapshot =>
  snapshot.payments.some(({ captures }) => captures.length > 0) ? { ...snapshot, status: 'PROCESSED' } : snapshot;

/** The same core, with another order or snapshot wherever it takes one in. */
function withSnapshots(
  core: Core,
  before: (order: Order) => Order,
  reading = (snapshot: Snapshot): Snapshot => snapshot,
): Core {
  const read = (answer: Answer): Answer =>
    answer.kind === 'snapshot' ? { ...answer, snapshot: reading(answer.snapshot) } : answer;
  return {
    ...core,
    saw: (order, snapshot, now) => core.saw(before(order), reading(snapshot), now),
    answered: (order, question, answer, now) =>
      core.answered(answer.kind === 'snapshot' ? before(order) : order, question, read(answer), now),
  };
}
