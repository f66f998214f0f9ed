import assert from 'node:assert/strict';
import fc from 'fast-check';
import { factsOf, joinFacts } from '../../../workflows/domain/facts/facts';
import { ledgerFault, ledgerOf } from '../../../workflows/domain/facts/ledger';
import { observe } from '../../../workflows/domain/order/observe';
import type { Order } from '../../../workflows/domain/order/order';
import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { stateOf } from '../../../workflows/domain/order/view/state';
import { shuffled, trueHistory } from '../../support/core/histories';
import { anOrder, withPayments } from '../../support/core/script';

const RUNS = { numRuns: 10_000 };

const fresh = withPayments();
/** Taken in at the moment at which it was true. */
const sightOf = ({ observedAt }: Snapshot) => ({ askedAt: observedAt, seenAt: observedAt });
const takeIn = (order: Order, history: readonly Snapshot[]): Order =>
  history.reduce((seen, snapshot) => observe(seen, snapshot, sightOf(snapshot)), order);

const permuted = trueHistory.chain((history) => fc.record({ history: fc.constant(history), other: shuffled(history) }));

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
  it('ends in the same order, however its answers are shuffled and repeated', () => {
    fc.assert(
      fc.property(permuted, ({ history, other }) => {
        assert.deepEqual(takeIn(fresh, other), takeIn(fresh, history));
      }),
      RUNS,
    );
  });

  it('changes nothing when it is seen again: the very same order comes back', () => {
    fc.assert(
      fc.property(permuted, ({ history, other }) => {
        const order = takeIn(fresh, history);
        expect(takeIn(order, other)).toBe(order);
      }),
      RUNS,
    );
  });

  it('core rule 14: never unlearns, and its ledger adds up at every moment', () => {
    fc.assert(
      fc.property(permuted, ({ other }) => {
        other.reduce((before, snapshot) => {
          const after = takeIn(before, [snapshot]);
          expect(forgotten(before, after) ?? unbalanced(after)).toBeNull();
          return after;
        }, fresh);
      }),
      RUNS,
    );
  });
});

it('joining facts is associative', () => {
  const facts = fc
    .tuple(trueHistory, trueHistory, trueHistory)
    .map((parts) => parts.map((part) => takeIn(fresh, part).facts));
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
  const snapshot = anOrder().paid('captured', { captures });
  const order = takeIn(fresh, [snapshot]);
  expect(takeIn(order, [snapshot])).toBe(order);
  expect(Object.keys(factsOf(snapshot, sightOf(snapshot)).payments)).toHaveLength(1);
});
