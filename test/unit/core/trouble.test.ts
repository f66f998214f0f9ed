import {
  askSoon,
  cancelRequested,
  captureRequested,
  deliveryConfirmed,
} from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { lapsesAt } from '../../../workflows/domain/order/standing';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../workflows/domain/values/time';
import { orderRevived } from '../../../workflows/domain/order/events/told';
import { troubleOf, troubleSentence } from '../../../workflows/domain/order/attention';
import { TROUBLES } from '../../../workflows/domain/order/rules/trouble';
import type { TroubleCode } from '../../../workflows/domain/order/rules/trouble';
import { settledBy, stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { handedCapture } from '../../support/core/wishes';
import { says, TERMS } from '../../support/core/words';

const capture = (amountMinor?: number) => (order: Script['order'], now: string) =>
  captureRequested(order, amountMinor === undefined ? undefined : { value: amountMinor, currency: 'INR' }, now);
const cancel = (order: Script['order'], now: string) => cancelRequested(order, 'asked for', now);
const captures = (amountMinor: number, reference = 'order-1-c1') => [{ reference, amountMinor }];

/** Sends the decision as often as the core does, each time in vain. */
function inVain(order: Script, step: 'capture' | 'release', sends: number): Script {
  for (let sent = 0; sent < sends; sent += 1) {
    order.take(step);
    order
      .unknown()
      .pass(DEFAULT_TIMING.quietMs.capture)
      .ask(snapshotAnswer(order.paid('authorised')));
  }
  return order;
}

function sent(step: 'capture' | 'release', amountMinor?: number): Script {
  const order = anOrder().held();
  order.message(step === 'capture' ? capture(amountMinor) : cancel).take(step);
  return order;
}

/** How each comes about. */
const CAUSES: Readonly<Record<TroubleCode, () => Script>> = {
  'two-orders': () =>
    anOrder()
      .registered()
      .sees({ ...says('created'), gatewayOrderId: 'v1-other' }),
  'order-differs': () =>
    anOrder()
      .authenticating()
      .sees({ ...says('pending', [{ status: 'pending' }]), amountMinor: 1 }),
  'foreign-link': () => {
    const order = anOrder().readyToPay();
    order.take('pay');
    return order.done(says('pending', [{ status: 'pending' }], { challenge: 'elsewhere' }));
  },
  'impossible-figures': () =>
    anOrder()
      .held()
      .sees(says('captured', [{ status: 'captured', captures: captures(20_000) }])),
  'two-payments': () =>
    anOrder()
      .held()
      .sees(says('authorised', [{ status: 'authorised' }, { status: 'authorised', ordinal: 2 }])),
  'captured-too-much': () => {
    const order = sent('capture', 6_000);
    return order.unknown().sees(order.captured(7_000));
  },
  'captured-too-little': () => {
    const order = anOrder().held();
    return order.sees(order.captured(4_000));
  },
  'captured-unwanted': () => {
    const order = sent('release');
    return order.unknown().sees(order.captured());
  },
  'remainder-held': () => {
    const order = sent('capture', 6_000);
    order.done(order.captured(6_000, 'authorised')).pass(DEFAULT_TIMING.remainderMs);
    return order.ask(snapshotAnswer(order.captured(6_000, 'authorised')));
  },
  'capture-in-vain': () => inVain(anOrder().held().message(capture()), 'capture', 2),
  'cancel-in-vain': () => inVain(anOrder().held().message(cancel), 'release', 3),
  refused: () => {
    const order = sent('capture').pass(SECOND_MS).outcome({ kind: 'rejected', code: 'INVALID_REQUEST' });
    return order.ask(snapshotAnswer(order.paid('authorised')));
  },
  unsent: () => {
    const order = sent('capture').outcome({ kind: 'notSent', code: 'no-token' }).pass(DEFAULT_TIMING.holdWindowMs);
    order.take('capture');
    return order.outcome({ kind: 'notSent', code: 'no-token' }).ask({ kind: 'failed' });
  },
  'call-without-effect': () => {
    const order = sent('capture');
    order.done(order.paid('authorised')).pass(DEFAULT_TIMING.doubtAttentionMs);
    return order.ask(snapshotAnswer(order.paid('authorised')));
  },
  'call-in-doubt': () => sent('capture').unknown().pass(DEFAULT_TIMING.holdWindowMs).ask({ kind: 'failed' }),
  'no-answer': () => {
    const order = sent('release');
    order.pass(SECOND_MS).outcome({ kind: 'rejected', code: 'OPERATION_NOT_ALLOWED' });
    return order.pass(DEFAULT_TIMING.doubtAttentionMs).ask({ kind: 'failed' });
  },
  'delivered-after-release': () => sent('release').unknown().message(deliveryConfirmed),
  'delivered-unpaid': () => {
    const order = anOrder().authenticating().message(deliveryConfirmed).pass(DEFAULT_TIMING.paymentDeadlineMs);
    order.ask(snapshotAnswer(order.paid('pending'))).take('giveUp');
    return order;
  },
  'delivered-uncaptured': () => {
    const order = anOrder({ policy: { onDelivery: 'wait' } }).held();
    return order.message(deliveryConfirmed).pass(MINUTE_MS).sees(order.paid('voided'));
  },
  'wish-refused': () =>
    anOrder()
      .held()
      .message(handedCapture(TERMS.amountMinor + 1)),
  'revived-blind': () =>
    anOrder().message((order, now) => orderRevived(order, { actor: 'nina', reason: 'its key is lost' }, true, now)),
};

describe('a person is called', () => {
  it.each(Object.entries(CAUSES) as [TroubleCode, () => Script][])('%s', (code, cause) => {
    const order = cause();
    if (order.order.dialogue.call?.state === 'flight') throw new Error('its call is still under way');
    const { trouble } = order.take('park');
    expect(trouble.code).toBe(code);
    expect(troubleSentence(trouble)).not.toMatch(/[{}]/);
    expect(troubleSentence(trouble).startsWith(TROUBLES[code].says.split('{')[0] ?? '')).toBe(true);
    expect(order.order.intents.attention).toEqual({ ...trouble, since: order.now });
  });

  it.each([
    ['amount', { amountMinor: TERMS.amountMinor - 1 }],
    ['currency', { currency: 'USD' }],
    ['preAuth', { preAuth: false }],
    ['reference', { reference: 'another' }],
    ['kind', { otherThing: { kind: 'refund', parentId: 'v1-other' } }],
  ] as const)('when the order that a payment was sent to turns out to differ in its %s', (field, difference) => {
    const order = anOrder().authenticating();
    order.sees({ ...order.paid('pending'), ...difference });
    const { trouble } = order.take('park');
    expect(trouble).toEqual({ code: 'order-differs', details: { fields: field } });
    expect(troubleSentence(trouble)).toMatch(new RegExp(`: ${field}$`));
  });

  it.each([
    ['after', 'failed'],
    ['before', 'authorised'],
  ] as const)('when the hold of another payment shows %s it is known that the capture was in vain', (_when, first) => {
    const order = anOrder().authenticating().sees(anOrder().paid('failed')).anotherCard();
    const shows = (one: 'failed' | 'authorised', other: 'failed' | 'authorised') =>
      says('authorised', [
        { status: one, updatedAt: order.now },
        { status: other, ordinal: 2, updatedAt: order.now },
      ]);
    order.take('pay');
    order.done(shows('failed', 'authorised')).message(capture()).take('capture');
    order.done(shows('failed', 'authorised')).pass(DEFAULT_TIMING.quietMs.capture);
    order.ask(snapshotAnswer(shows(first, 'failed')), SECOND_MS).sees(shows('authorised', 'failed'));
    expect(order.take('park').trouble).toEqual({
      code: 'refused',
      details: { call: 'capture', code: 'NO_EFFECT' },
    });
  });

  it('and no longer when their hold has lapsed unheard, which is asked about when it may have', () => {
    const order = sent('capture');
    order.pass(SECOND_MS).outcome({ kind: 'declined', code: 'PAYMENT_DECLINED' });
    order.ask(snapshotAnswer(order.paid('authorised'))).take('park');
    while (order.step.kind !== 'ask' || order.now < (lapsesAt(order.order) ?? '')) {
      const { step } = order;
      if (step.kind === 'await') order.now = step.until ?? '';
      else order.ask(snapshotAnswer(order.paid('authorised')));
    }
    expect(order.now).toBe(lapsesAt(order.order));
    order.ask(snapshotAnswer(order.paid('voided'))).take('unpark');
    expect(order.step).toEqual({ kind: 'finish' });
  });

  it('not to refund a capture that pays for goods delivered after the decision to let go', () => {
    const order = sent('release').unknown().message(deliveryConfirmed);
    expect(order.take('park').trouble.code).toBe('delivered-after-release');
    order.sees(order.captured()).take('unpark');
    expect(troubleOf(order.order)).toBeNull();
  });

  it('and no longer when the gateway explains it after all', () => {
    const order = sent('capture').pass(SECOND_MS).outcome({ kind: 'rejected', code: 'INVALID_REQUEST' });
    order.ask(snapshotAnswer(order.paid('authorised'))).take('park');
    order.pass(DAY_MS).message((before, now) => askSoon(before, 'somebody asks', now));
    order.ask(snapshotAnswer(order.captured())).take('unpark');
    expect(order.step).toEqual({ kind: 'finish' });
  });
});

describe('who settled it', () => {
  const elsewhere = (order: Script) =>
    says('captured', [{ status: 'captured', captures: captures(10_000, 'other'), updatedAt: order.now }]);

  it('we, where our capture was accepted, under whatever reference the gateway shows it', () => {
    const order = sent('capture');
    expect(settledBy(order.done(elsewhere(order)).order)).toBe('holdfast');
  });

  it('the gateway, where our capture was refused because somebody else had captured', () => {
    const order = sent('capture').pass(SECOND_MS).outcome({ kind: 'rejected', code: 'OPERATION_NOT_ALLOWED' });
    order.ask(snapshotAnswer(elsewhere(order)));
    expect([stateOf(order.order), settledBy(order.order)]).toEqual(['captured', 'gateway']);
  });

  it('the gateway, where our capture was proved not to have happened', () => {
    const order = sent('capture').unknown().pass(DEFAULT_TIMING.quietMs.capture);
    order.ask(snapshotAnswer(elsewhere(order)));
    expect(settledBy(order.order)).toBe('gateway');
  });

  it('nobody yet, while money is on hold', () => {
    expect(settledBy(anOrder().held().order)).toBeNull();
  });
});
