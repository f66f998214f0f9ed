import { troubleSentence } from '../../../workflows/domain/order/attention';
import { intend } from '../../../workflows/domain/call/matter';
import { cardRef, otpRef } from '../../support/secret-refs';
import { otpEntered, otpJudged as otpSubmitted } from '../../../workflows/domain/order/events/otp';
import {
  cancelRequested,
  captureRequested,
  extended,
  payRequested,
} from '../../../workflows/domain/order/events/requests';
import { orderResolved as resolved } from '../../../workflows/domain/order/events/resolution';
import { DAY_MS, HOUR_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { timelineOf } from '../../../workflows/domain/order/view/timeline';
import { declineOf, settledBy, stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says, START } from '../../support/core/words';

/* What is told of an order is true, in every field of it. */

const lines = ({ order }: Script): string[] => timelineOf(order).map(({ what }) => what);

/** The bank refused the first payment, as the call and then an answer say. */
const declined = (): Script => {
  const order = anOrder().readyToPay();
  order.take('pay');
  order.pass(SECOND_MS).outcome({ kind: 'declined', code: 'PAYMENT_DECLINED' });
  // By the gateway's clock, which is off, it was refused an hour before.
  const payments = order.paid('failed', { updatedAt: plus(START, -HOUR_MS) }).payments;
  const failed = payments.map((payment) => ({ ...payment, errorCode: 'PAYMENT_DECLINED' }));
  return order.pass(SECOND_MS).ask(snapshotAnswer({ ...order.paid('failed'), payments: failed }));
};

const wrongOtp = (): Script =>
  anOrder()
    .otpAwaited()
    .message((order, now) => otpEntered(order, { id: 'o', otpRef: otpRef('o') }, now))
    .message((order, now) => otpSubmitted(order, { kind: 'declined', code: 'INVALID_OTP', next: [] }, now));

describe('a decline', () => {
  it('stands at an instant by our clock, which never goes back', () => {
    const order = declined();
    const first = declineOf(order.order);
    expect(first?.code).toBe('PAYMENT_DECLINED');
    expect([plus(START, SECOND_MS), plus(START, 2 * SECOND_MS)]).toContain(first?.at);
    expect(declineOf(order.pass(SECOND_MS).sees(order.paid('failed')).order)?.at).toBe(first?.at);
  });

  it('is none any more once the order is paid', () => {
    const order = declined().anotherCard();
    order.take('pay');
    order.done(says('authorised', [{ status: 'failed' }, { status: 'authorised', ordinal: 2 }]));
    expect([stateOf(order.order), declineOf(order.order)]).toEqual(['held', null]);
    const wrongFirst = wrongOtp();
    expect(declineOf(wrongFirst.order)?.code).toBe('INVALID_OTP');
    expect(declineOf(wrongFirst.sees(wrongFirst.paid('authorised')).order)).toBeNull();
  });

  it('of a capture stands although the order is paid', () => {
    const order = anOrder()
      .held()
      .message((before, now) => captureRequested(before, undefined, now));
    order.take('capture');
    order.pass(SECOND_MS).outcome({ kind: 'rejected', code: 'INVALID_REQUEST' });
    expect(declineOf(order.order)).toEqual({ code: 'INVALID_REQUEST', at: order.now });
  });
});

describe('the timeline', () => {
  const refusals = (order: Script): string[] => lines(order).filter((line) => /refused|failed|not accept/.test(line));

  it('has one line for one refusal: of the payment, or of its OTP', () => {
    expect(refusals(declined())).toEqual(['The gateway refused the payment (PAYMENT_DECLINED)']);
    const wrong = wrongOtp();
    expect(refusals(wrong.sees(wrong.paid('failed')))).toEqual(['The issuer did not accept the OTP (INVALID_OTP)']);
  });

  it('has a line for a payment that failed elsewhere', () => {
    const order = anOrder().authenticating();
    expect(refusals(order.sees(order.paid('failed')))).toEqual(['The payment failed']);
  });

  it('tells a first card from another one, and says durations in words', () => {
    const order = anOrder({ cardRef: undefined }).registered();
    order.message((before, now) => payRequested(before, cardRef('card-1'), now));
    expect(lines(order).at(-1)).toBe('A card was handed in');
    const again = declined().message((before, now) => payRequested(before, cardRef('card-2'), now));
    expect(lines(again)).toContain('Another card was handed in');
    const moved = order.message((before, now) => extended(before, { afterMs: 4 * DAY_MS }, now));
    expect(lines(moved).at(-1)).toBe('Decision moved to 4 days after the authorisation');
  });
});

describe('who settled it', () => {
  it('is nobody while a person is waited for', () => {
    const order = anOrder().held();
    order.sees(order.captured(4_000)).take('park');
    expect([stateOf(order.order), settledBy(order.order)]).toEqual(['captured', null]);
  });

  it('is the person who resolved it, and the state is what they said', () => {
    const by = { as: 'declined', actor: 'support', reason: 'nobody paid', force: false } as const;
    const order = anOrder()
      .authenticating()
      .message((before, now) => cancelRequested(before, 'gone', now));
    order.take('giveUp');
    const attention = { code: 'no-answer', details: {}, since: order.now };
    order.message((before) => intend(before, { attention }));
    order.message((before, now) => resolved(before, by, now));
    expect([stateOf(order.order), settledBy(order.order)]).toEqual(['declined', 'operator']);
  });
});

describe('an order captured elsewhere', () => {
  it.each([
    [4_000, 'captured-too-little', /₹?.*40\.00.* was captured, but .*100\.00.* was to be/],
    [10_000, null, /./],
  ] as const)('with %i of 10,000 is told as %s, with both figures', (amountMinor, code, sentence) => {
    const order = anOrder().held();
    order.sees(order.captured(amountMinor));
    if (code === null) return expect(order.step).toEqual({ kind: 'finish' });
    const { trouble } = order.take('park');
    expect(trouble.code).toBe(code);
    return expect(troubleSentence(trouble)).toMatch(sentence);
  });
});
