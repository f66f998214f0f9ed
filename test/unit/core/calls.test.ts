import { troubleSentence } from '../../../workflows/domain/order/attention';
import { keyOf } from '../../../workflows/domain/call/call';
import {
  askSoon,
  cancelRequested,
  captureRequested,
  deliveryConfirmed,
} from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says, START } from '../../support/core/words';

const { quietMs } = DEFAULT_TIMING;
const capture = (amountMinor?: number) => (order: Script['order'], now: string) =>
  captureRequested(order, amountMinor === undefined ? undefined : { value: amountMinor, currency: 'INR' }, now);
const cancel = (order: Script['order'], now: string) => cancelRequested(order, 'asked for', now);

/** A capture of the whole hold, sent and without an answer. */
const captureInDoubt = (): Script => {
  const order = anOrder().held().message(capture());
  order.take('capture');
  return order.unknown();
};

describe('core rule 1: a call is over only by proof that it was consumed', () => {
  it('create order: by the order under our reference', () => {
    const order = anOrder();
    order.take('register');
    order.unknown().sees(says('created'));
    expect(order.order.dialogue.call).toBeNull();
  });

  it('create payment: by our payment reference', () => {
    const order = anOrder().readyToPay();
    order.take('pay');
    order.unknown().sees(order.paid('pending', { ordinal: 2 }));
    expect(order.order.dialogue.call?.state).toBe('unknown');
    expect(order.sees(order.paid('pending')).order.dialogue.call).toBeNull();
  });

  it('create payment: without references by the number of payments', () => {
    const order = anOrder().readyToPay();
    order.take('pay');
    expect(order.unknown().sees(order.paid('pending', { reference: '' })).order.dialogue.call).toBeNull();
  });

  it('capture: by our capture reference, booked', () => {
    const order = captureInDoubt();
    const captures = [{ reference: 'elsewhere', amountMinor: 100 }];
    expect(order.sees(says('captured', [{ status: 'captured', captures }])).order.dialogue.call?.state).toBe('unknown');
    expect(order.sees(order.captured()).order.dialogue.call).toBeNull();
  });

  it('cancel: once accepted, by the holds it was sent for; one that another payment brings meanwhile is let go, too', () => {
    const order = anOrder().held().message(cancel);
    order.take('release');
    order.done(order.paid('authorised'));
    order.pass(SECOND_MS).ask(snapshotAnswer(order.paid('authorised')));
    expect(order.order.dialogue.call?.state).toBe('accepted');
    const { now } = order.pass(6 * SECOND_MS);
    const both = says('authorised', [
      { status: 'voided', updatedAt: now },
      { status: 'authorised', ordinal: 2 },
    ]);
    order.ask(snapshotAnswer(both));
    expect(order.take('release').kind).toBe('release');
  });

  it('cancel: not by a hold that is gone, but by its own answer that says CANCELLED', () => {
    const unanswered = anOrder().held().message(cancel);
    unanswered.take('release');
    expect(unanswered.unknown().sees(unanswered.paid('voided')).step.kind).not.toBe('finish');
    const answered = anOrder().held().message(cancel);
    answered.take('release');
    expect(answered.pass(SECOND_MS).done(answered.paid('voided')).step).toEqual({ kind: 'finish' });
  });

  describe('cancel, beside a payment that failed and authorises late', () => {
    const two = (first: 'failed' | 'authorised', second: 'pending' | 'authorised' | 'voided') =>
      says(second === 'voided' && first === 'failed' ? 'voided' : 'authorised', [
        { status: first, updatedAt: plus(START, first === 'failed' ? 0 : 10_000) },
        { status: second, ordinal: 2, updatedAt: plus(START, second === 'voided' ? 5_000 : 1_000) },
      ]);
    const cancelling = (): Script => {
      const order = anOrder().authenticating().sees(anOrder().paid('failed')).anotherCard();
      order.take('pay');
      order.done(two('failed', 'authorised')).message(cancel).take('release');
      return order;
    };

    it('answers in any order end in the same order', () => {
      const answers = [two('failed', 'voided'), two('authorised', 'authorised')];
      const ends = [answers, [...answers].reverse()].map((turn) =>
        turn.reduce((seen, snapshot) => seen.sees(snapshot), cancelling().done(two('failed', 'authorised'))),
      );
      expect(ends[1]?.order).toEqual(ends[0]?.order);
    });

    it('after the answer CANCELLED the late hold is let go by another cancel', () => {
      const order = cancelling().done(two('failed', 'voided')).sees(two('authorised', 'voided'));
      expect(order.step.kind).toBe('release');
    });
  });
});

describe('core rule 2: "it did not happen" is believed', () => {
  const nothing = (order: Script) => snapshotAnswer(order.paid('authorised'));

  it('only of an answer that was asked for after the quiet period', () => {
    const order = captureInDoubt().pass(quietMs.capture - 1);
    const early = { about: order.about, askedAt: order.now };
    expect(order.pass(MINUTE_MS).answer(early, nothing(order)).order.dialogue.call?.state).toBe('unknown');
    expect(order.answer({ about: order.about, askedAt: order.now }, nothing(order)).order.dialogue.call?.state).toBe(
      'due',
    );
  });

  it('only of the very call that was asked about', () => {
    const order = captureInDoubt().pass(quietMs.capture);
    const { call } = order.order.dialogue;
    if (!call) throw new TypeError('a call is in doubt');
    for (const about of [
      null,
      keyOf({ ...call, tries: 2 }),
      keyOf({ ...call, kind: 'cancel' }),
      keyOf({ ...call, reference: 'other' }),
    ])
      expect(order.answer({ about, askedAt: order.now }, nothing(order)).order.dialogue.call?.state).toBe('unknown');
  });

  it('never of an answer to another question, and never of a question without an answer', () => {
    const order = captureInDoubt()
      .pass(quietMs.capture + MINUTE_MS)
      .sees(says('authorised', [{ status: 'authorised' }]));
    order.answer({ about: order.about, askedAt: order.now }, { kind: 'failed' });
    expect(order.order.dialogue.call?.state).toBe('unknown');
  });

  it('never where the gateway does not know an order that it has told us of', () => {
    const order = captureInDoubt().pass(quietMs.capture);
    expect(
      order.answer({ about: order.about, askedAt: order.now }, { kind: 'absent' }).order.dialogue.call?.state,
    ).toBe('unknown');
  });

  it('of an order that the gateway does not know, so that it is created once more under the same reference', () => {
    const order = anOrder();
    order.take('register');
    order.unknown().pass(quietMs.createOrder).ask({ kind: 'absent' });
    expect(order.step).toEqual({ kind: 'register' });
  });
});

describe('core rule 3, the quiet period: an unknown outcome', () => {
  it('is asked about at once, and again at the end of the quiet period', () => {
    const order = captureInDoubt();
    order.take('ask');
    for (let asked = 0; asked < 20 && order.order.dialogue.call?.state === 'unknown'; asked += 1) {
      const at = order.step.kind === 'await' ? order.step.until : null;
      if (at) order.now = at;
      order.ask(snapshotAnswer(says('authorised', [{ status: 'authorised' }])));
    }
    expect(order.now).toBe(plus(START, quietMs.capture));
    expect(order.order.dialogue.call?.state).toBe('due');
  });

  it('lets nothing else be sent, whatever is asked for', () => {
    const order = captureInDoubt()
      .message(cancel)
      .message((before, now) => deliveryConfirmed(before, now));
    expect(order.step.kind).toBe('ask');
    expect(order.ask({ kind: 'failed' }).step.kind).toBe('await');
  });

  it('is asked about with pauses while the gateway is down, also when somebody else wants an answer, too', () => {
    const order = captureInDoubt()
      .pass(SECOND_MS)
      .message((before, now) => askSoon(before, 'somebody asks', now));
    let questions = 0;
    for (; order.step.kind === 'ask' && questions < 10; questions += 1) order.ask({ kind: 'failed' }, 1);
    expect(questions).toBeLessThanOrEqual(2);
  });
});

describe('core rule 4: a repeat', () => {
  const didNotHappen = (order: Script): Script =>
    order.pass(quietMs.capture).ask(snapshotAnswer(says('authorised', [{ status: 'authorised' }])));

  it('core rule 6: of a capture keeps kind, amount and reference, whatever came in meanwhile', () => {
    const order = anOrder().held().message(capture(6_000));
    const first = order.take('capture');
    didNotHappen(order.unknown().message((before, now) => deliveryConfirmed(before, now)));
    expect(order.take('capture')).toEqual(first);
  });

  it('of a capture is made once; then the order is parked', () => {
    const order = didNotHappen(captureInDoubt());
    order.take('capture');
    didNotHappen(order.unknown());
    expect(troubleSentence(order.take('park').trouble)).toMatch(/sent twice/);
    expect(order.step.kind).toBe('await');
  });

  it('of a cancel is made twice; then the order is parked', () => {
    const order = anOrder().held().message(cancel);
    for (let sent = 0; sent < 3; sent += 1) {
      order.take('release');
      didNotHappen(order.unknown());
    }
    expect(troubleSentence(order.take('park').trouble)).toMatch(/three times/);
  });

  it('of a capture is not made while the gateway shows a block of ours, or nothing that can be read', () => {
    for (const unclear of [
      says('authorised', [{ status: 'authorised', captures: [{ reference: 'order-1-c1', amountMinor: 10_000 }] }]),
      says('unknown', [{ status: 'unknown' }]),
      says('pending', [{ status: 'pending' }]),
    ]) {
      const order = captureInDoubt().pass(quietMs.capture);
      order.answer({ about: order.about, askedAt: order.now }, snapshotAnswer(unclear));
      expect(order.order.dialogue.call?.state).toBe('unknown');
    }
  });

  it('of a call that did not get out waits a little and counts as no copy', () => {
    const order = anOrder().held().message(capture());
    order.take('capture');
    order.outcome({ kind: 'notSent', code: 'connect-refused' });
    expect(order.take('await').until).toBe(plus(order.now, SECOND_MS));
    order.pass(SECOND_MS).take('capture');
    expect(order.order.dialogue.call).toMatchObject({ tries: 2, sends: 1 });
  });
});
