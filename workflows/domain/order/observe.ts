import { factsOf, joinFacts, NO_FACTS, SAYS_PAID } from '../facts/facts';
import type { Difference, Facts, PaymentFacts, Sight } from '../facts/facts';
import { capturedOf } from '../facts/ledger';
import { stampedStatusOf } from '../facts/sightings';
import type { Snapshot } from '../gateway/snapshot';
import type { Order } from './order';
import { isGatewayDone, isUnpaid } from './paying';
import type { Terms } from './terms';

/**
 * Takes in what the gateway answered. The same order comes back when it says nothing new. Where the reference leads to
 * another thing, only the differences are taken in (core rule 16).
 */
export function observe(order: Order, snapshot: Snapshot, sight: Sight): Order {
  const differences = differencesOf(snapshot, order.terms, isUnpaid(order));
  const told = differences.length > 0 ? { ...NO_FACTS, differences } : factsOf(snapshot, sight);
  const facts = joinFacts(order.facts, told);
  return facts === order.facts ? order : { ...order, facts };
}

/**
 * The fields in which the gateway's object differs from what was asked for (core rule 16): a reference alone does not
 * say what a thing is. `isUnpaid`: nobody can have paid it through us.
 */
function differencesOf(snapshot: Snapshot, terms: Terms, isUnpaid: boolean): Difference[] {
  const isPaid = snapshot.payments.length > 0 || SAYS_PAID[snapshot.status];
  const differs = {
    amount: snapshot.amountMinor !== terms.amountMinor,
    currency: snapshot.currency !== terms.currency,
    kind: snapshot.otherThing !== undefined,
    payments: isUnpaid && isPaid,
    preAuth: snapshot.preAuth === false,
    reference: snapshot.reference !== terms.reference,
  } satisfies Record<Difference, boolean>;
  return (Object.keys(differs) as Difference[]).filter((name) => differs[name]);
}

/* Which parts of a webhook matter to an order. */

/** Whether the facts already say all that was told. */
export const isSaidBy =
  (facts: Facts) =>
  (told: Facts): boolean =>
    gistOf(joinFacts(facts, told)) === gistOf(facts);

/**
 * What matters of the facts: how far the payments got by the gateway's own stamps, what was captured, and whether the
 * order failed, was voided or was refunded.
 */
const gistOf = (facts: Facts): string =>
  JSON.stringify([
    Object.entries(facts.payments).map(([id, payment]) => [id, ...gistOfPayment(payment)]),
    isGatewayDone({ facts }),
    facts.statuses.includes('refunded'),
  ]);

const gistOfPayment = (payment: PaymentFacts): readonly unknown[] => [
  stampedStatusOf(payment.seen),
  payment.seen.authorised !== undefined,
  capturedOf(payment),
];
