import { ledgerOf } from '../../../workflows/domain/facts/ledger';
import type { PaymentStatus, Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { SECOND_MS } from '../../../workflows/domain/values/time';
import { buyersTurn } from '../../../workflows/domain/order/view/buyers-turn';
import { declineOf, stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { GATEWAY_ORDER_ID, says, TERMS } from '../../support/core/words';

const paid = (status: Snapshot['status'], payment: PaymentStatus): Partial<Snapshot> => ({
  status,
  payments: says(status, [{ status: payment }]).payments,
});

/** What the gateway may have under our reference. */
const FOREIGN: Readonly<Record<string, Partial<Snapshot>>> = {
  'a refund': { otherThing: { kind: 'refund', parentId: 'v1-other' } },
  'a refund whose order is not told': { otherThing: { kind: 'refund', parentId: null } },
  'a refund of the same amount, carried out': {
    otherThing: { kind: 'refund', parentId: 'v1-other' },
    ...paid('captured', 'captured'),
  },
  'an order of another amount': { amountMinor: TERMS.amountMinor - 1 },
  'an order in another currency': { currency: 'USD' },
  'an order that is captured at once': { preAuth: false },
  'an order of another reference': { reference: 'order-2' },
  'an order that is being paid': paid('pending', 'pending'),
  'an order that somebody tried to pay': paid('attempted', 'failed'),
  'an order with a hold': paid('authorised', 'authorised'),
  'an order with a hold that was let go': paid('voided', 'voided'),
  'an order that is paid': paid('captured', 'captured'),
  'an order that is paid, whose payments are not told': { status: 'captured' },
  'an order with a hold, whose payments are not told': { status: 'authorised' },
  'an order that was refunded': { status: 'refunded' },
};

/** How we come to see it. */
const WAYS: Readonly<Record<string, (found: Snapshot) => Script>> = {
  'seamless, in the answer of create': (found) => {
    const order = anOrder();
    order.take('register');
    return order.pass(SECOND_MS).done(found);
  },
  'seamless, in the answer to a question': (found) => {
    const order = anOrder();
    order.take('register');
    return order.pass(SECOND_MS).unknown().ask(snapshotAnswer(found));
  },
  'seamless, after create was refused': (found) => {
    const order = anOrder();
    order.take('register');
    order.pass(SECOND_MS).outcome({ kind: 'rejected', code: 'DUPLICATE_REQUEST' });
    return order.ask(snapshotAnswer(found));
  },
  'seamless, before a card is handed in': (found) => anOrder({ cardRef: undefined }).registered().sees(found),
  'hosted, beside the link': (found) => {
    const order = anOrder({ terms: { ...TERMS, checkout: 'hosted' }, cardRef: undefined });
    order.take('register');
    order.pass(SECOND_MS);
    order.outcome({ kind: 'linked', gatewayOrderId: GATEWAY_ORDER_ID, link: { url: 'https://api.pluralpay.in/page' } });
    return order.ask(snapshotAnswer(found));
  },
  'hosted, where the link was lost': (found) => {
    const order = anOrder({ terms: { ...TERMS, checkout: 'hosted' }, cardRef: undefined });
    order.take('register');
    return order.pass(SECOND_MS).unknown().ask(snapshotAnswer(found));
  },
};

/** All that the order does until it is over, every question answered alike. */
function doneUntilOver(order: Script, found: Snapshot): string[] {
  const done: string[] = [];
  for (let turn = 0; turn < 50; turn += 1) {
    const { step } = order;
    done.push(step.kind);
    if (step.kind === 'finish') return done;
    if (step.kind === 'await') order.now = step.until ?? '';
    else if (step.kind === 'ask') order.ask(snapshotAnswer(found));
    else order.take(step.kind);
  }
  return done;
}

describe('core rule 16: a reference does not say what a thing is', () => {
  const table = Object.keys(FOREIGN).flatMap((what) => Object.keys(WAYS).map((way) => [what, way] as const));

  it.each(table)(
    '%s (%s) is none of ours: nothing is sent, nothing captured shows, and the order is declined at once',
    (what, way) => {
      const found = { ...says('created'), ...FOREIGN[what] };
      const order = WAYS[way]?.(found) as Script;
      const seenAt = order.now;
      expect(doneUntilOver(order, found).filter((kind) => kind !== 'await' && kind !== 'ask')).toEqual([
        'giveUp',
        'finish',
      ]);
      expect([stateOf(order.order), declineOf(order.order)?.code]).toEqual(['declined', 'reference-used']);
      expect(order.order.intents.gaveUp?.at).toBe(seenAt);
      expect(buyersTurn(order.order)).toBeNull();
      expect(order.order.intents.gaveUp?.at).toBe(seenAt);
      expect(buyersTurn(order.order)).toBeNull();
      expect(order.order.facts.payments).toEqual({});
      expect(ledgerOf(order.order.facts)).toMatchObject({ authorisedMinor: 0, heldMinor: 0, capturedMinor: 0 });
      expect(order.order.intents.attention).toBeNull();
      expect(order.order.intents.log.map(({ what: line }) => line).join()).toMatch(/is not this order/);
    },
  );

  it.each(Object.keys(FOREIGN).filter((what) => FOREIGN[what]?.payments === undefined && !FOREIGN[what]?.status))(
    '%s after a payment was sent: a person is called, and it is counted as nothing',
    (what) => {
      const order = anOrder().authenticating();
      const before = order.order.facts.payments;
      order.sees({ ...order.paid('authorised'), ...FOREIGN[what] });
      expect(order.take('park').trouble.code).toBe('order-differs');
      expect(order.order.facts.payments).toEqual(before);
      expect(order.step.kind).not.toBe('release');
    },
  );

  it('what is as it was asked for is ours, also where the gateway leaves out whether it is a pre-authorisation', () => {
    for (const preAuth of [undefined, true]) {
      const order = anOrder();
      order.take('register');
      order.done({ ...says('created'), ...(preAuth !== undefined && { preAuth }) });
      expect(order.step.kind).toBe('inspectCard');
    }
  });
});
