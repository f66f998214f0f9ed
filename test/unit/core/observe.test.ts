import assert from 'node:assert/strict';
import fc from 'fast-check';
import { factsOf, joinFacts } from '../../../workflows/domain/facts';
import { ledgerFault, ledgerOf } from '../../../workflows/domain/ledger';
import { intend, observe } from '../../../workflows/domain/order';
import type { Call, Intents, Order } from '../../../workflows/domain/order';
import { captureReference, paymentReference } from '../../../workflows/domain/references';
import type { Snapshot } from '../../../workflows/domain/snapshot';
import { heldMinor } from '../../../workflows/domain/standing';
import { saw } from '../../../workflows/domain/outcomes';
import { stateOf } from '../../../workflows/domain/view';
import { cutHistory, shuffled, trueHistory } from '../../support/core/histories';
import { anOrder } from '../../support/core/script';
import { START, TERMS } from '../../support/core/words';

const RUNS = { numRuns: 10_000 };

const fresh = anOrder().order;
const takeIn = (order: Order, history: readonly Snapshot[]): Order =>
  history.reduce((seen, snapshot) => saw(seen, snapshot, START), order);
const seenOf = (history: readonly Snapshot[]): Order => takeIn(fresh, history);

const permuted = trueHistory.chain((history) => fc.record({ history: fc.constant(history), other: shuffled(history) }));
const permutedEnd = cutHistory.chain(({ before, after }) =>
  fc.record({ before: fc.constant(before), after: fc.constant(after), other: shuffled(after) }),
);

const call = (fields: Pick<Call, 'kind' | 'state' | 'reference'>): Call => ({
  amountMinor: TERMS.amountMinor,
  tries: 1,
  sends: 1,
  since: START,
  ...fields,
});

const deciding = (kind: 'capture' | 'release'): Partial<Intents> => ({
  decision: { kind, amountMinor: TERMS.amountMinor, why: 'deadline', at: START },
});

/** The order with one call open, as it can be after what was seen. */
const withCall = {
  none: (order) => order,
  createPayment: (order) => {
    const paymentsSettled = Object.keys(order.facts.payments).length;
    const reference = paymentReference(TERMS.reference, paymentsSettled + 1);
    return intend(order, { paymentsSettled, call: call({ kind: 'createPayment', state: 'unknown', reference }) });
  },
  capture: (order) =>
    intend(order, {
      ...deciding('capture'),
      call: call({ kind: 'capture', state: 'unknown', reference: captureReference(TERMS.reference) }),
    }),
  // Sent for a hold only.
  cancel: (order) =>
    heldMinor(order) > 0
      ? intend(order, { ...deciding('release'), call: call({ kind: 'cancel', state: 'accepted', reference: '' }) })
      : order,
} satisfies Record<string, (order: Order) => Order>;

/** Captured stays captured, and no captured or authorised amount shrinks. */
function forgotten(before: Order, after: Order): string | null {
  const [was, is] = [ledgerOf(before.facts), ledgerOf(after.facts)];
  if (is.capturedMinor < was.capturedMinor) return 'captured money shrank';
  if (is.authorisedMinor < was.authorisedMinor) return 'authorised money shrank';
  return stateOf(before) === 'captured' && stateOf(after) !== 'captured' ? `captured became ${stateOf(after)}` : null;
}

/** authorised = held + captured + released, and nothing is negative. */
function unbalanced(order: Order): string | null {
  const { authorisedMinor, heldMinor: held, capturedMinor, releasedMinor, refundedMinor } = ledgerOf(order.facts);
  if (held + capturedMinor + releasedMinor !== authorisedMinor) return 'the ledger does not add up';
  if (refundedMinor > capturedMinor) return 'more was refunded than captured';
  return ledgerFault(ledgerOf(order.facts));
}

describe('a true history of the gateway', () => {
  it.each(Object.keys(withCall) as (keyof typeof withCall)[])(
    'ends in the same order, however it is shuffled and repeated (open call: %s)',
    (kind) => {
      fc.assert(
        fc.property(permutedEnd, ({ before, after, other }) => {
          const order = withCall[kind](seenOf(before));
          assert.deepEqual(takeIn(order, other), takeIn(order, after));
        }),
        RUNS,
      );
    },
  );

  it('changes nothing when it is seen again: the very same order comes back', () => {
    fc.assert(
      fc.property(permuted, ({ history, other }) => {
        const order = seenOf(history);
        expect(takeIn(order, other)).toBe(order);
      }),
      RUNS,
    );
  });

  it('never unlearns, and adds up at every moment', () => {
    fc.assert(
      fc.property(permuted, ({ other }) => {
        other.reduce((before, snapshot) => {
          const after = observe(before, snapshot);
          expect(forgotten(before, after) ?? unbalanced(after)).toBeNull();
          return after;
        }, fresh);
      }),
      RUNS,
    );
  });
});

it('joining facts is associative', () => {
  const facts = fc.tuple(trueHistory, trueHistory, trueHistory).map((parts) => parts.map((part) => seenOf(part).facts));
  fc.assert(
    fc.property(facts, ([a, b, c]) => {
      if (!a || !b || !c) throw new TypeError('three parts');
      assert.deepEqual(joinFacts(joinFacts(a, b), c), joinFacts(a, joinFacts(b, c)));
    }),
    RUNS,
  );
});

it('a snapshot with several capture blocks is nothing new when it is seen again', () => {
  const captures = [
    { reference: 'zz', amountMinor: 6_000 },
    { reference: 'aa', amountMinor: 4_000 },
  ];
  const snapshot = anOrder().paid('PROCESSED', { captures });
  const order = observe(fresh, snapshot);
  expect(observe(order, snapshot)).toBe(order);
  expect(Object.keys(factsOf(snapshot, TERMS).payments)).toHaveLength(1);
});
