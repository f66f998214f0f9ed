import { otpPrompted } from '../../../workflows/domain/order/events/otp';
import type { CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { lapsesAt } from '../../../workflows/domain/order/standing';
import { HOUR_MS, isReached, MINUTE_MS, msBetween, SECOND_MS } from '../../../workflows/domain/values/time';
import { cancelRequested, captureRequested } from '../../../workflows/domain/order/events/requests';
import { anOrder } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says, TERMS } from '../../support/core/words';
import { ABSENT, aRefund } from '../refunds/script';

/* A gateway that is too busy (503) says nothing about what was asked for: it is waited out, and counts as no try. */

const busy = (busyForMs = 0): CallOutcome => ({ kind: 'unknown', code: 'server-error', busyForMs });

const payable = (): Script => anOrder().readyToPay();
const toBeReleased = (): Script =>
  anOrder()
    .held()
    .message((order, now) => cancelRequested(order, 'asked for', now));
const toBeCaptured = (): Script =>
  anOrder()
    .held()
    .message((order, now) => captureRequested(order, undefined, now));
const noPayment = (): Snapshot => says('created');
const stillHeld = (script: Script): Snapshot => script.paid('authorised');

/** Every call meets this, and each time the gateway shows that it did not happen. When each was sent, until another step comes. */
function sentAt(
  script: Script,
  call: 'register' | 'pay' | 'capture' | 'release',
  shown = stillHeld,
  outcome = busy(),
  atMost = Infinity,
): string[] {
  const sent: string[] = [];
  while (sent.length < atMost) {
    const { step } = script;
    if (step.kind === 'await' && step.until) script.now = step.until;
    else if (step.kind === 'ask') script.ask({ kind: 'snapshot', snapshot: shown(script) });
    else if (step.kind === call) {
      script.take(call);
      sent.push(script.now);
      script.outcome(outcome);
    } else break;
  }
  return sent;
}

describe('while the gateway is too busy', () => {
  it('a payment is tried, more and more rarely, for as long as the buyer may pay', () => {
    const script = payable();
    const sent = sentAt(script, 'pay', noPayment);
    expect(script.step).toMatchObject({ kind: 'giveUp', why: { kind: 'paymentUnsent' } });
    expect(sent.length).toBeGreaterThan(5);
    const pauses = sent.slice(1).map((at, index) => msBetween(sent[index] ?? '', at));
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  });

  it('a cancellation is tried for an hour, and then a person is called', () => {
    const script = toBeReleased();
    const decidedAt = script.now;
    expect(sentAt(script, 'release').length).toBeGreaterThan(5);
    expect(script.take('park').trouble.code).toBe('unsent');
    expect(msBetween(decidedAt, script.now)).toBeLessThan(HOUR_MS + 10 * MINUTE_MS);
  });

  it('a cancellation goes on being tried after that, at least about every hour, until the hold may lapse and longer', () => {
    const script = toBeReleased();
    sentAt(script, 'release');
    script.take('park');
    const sent = sentAt(script, 'release', stillHeld, busy(), 130);
    expect(sent).toHaveLength(130);
    expect(isReached(lapsesAt(script.order) ?? '', script.now)).toBe(true);
    const pauses = sent.slice(1).map((at, index) => msBetween(sent[index] ?? '', at));
    expect(Math.max(...pauses)).toBeLessThan(HOUR_MS + 10 * MINUTE_MS);
    expect(script.order.intents.attention?.code).toBe('unsent');
  });

  it('the timeline says once that a call was turned away', () => {
    const script = toBeReleased();
    const before = script.order.intents.log.length;
    expect(sentAt(script, 'release').length).toBeGreaterThan(5);
    script.take('park');
    expect(sentAt(script, 'release', stillHeld, busy(), 100)).toHaveLength(100);
    expect(script.order.intents.log.slice(before).map(({ what }) => what)).toEqual([
      'Decided to let the hold go (asked for)',
      'Unknown whether the cancellation happened (server-error): the gateway is asked',
      'The gateway shows that the cancellation did not happen',
      'Needs a person: The release could not be sent, or was turned away',
    ]);
  });

  it('a page that was lost is asked for again when the gateway says', () => {
    const script = anOrder({ terms: { ...TERMS, checkout: 'hosted' }, cardRef: undefined });
    const [first = '', second = ''] = sentAt(script, 'register', noPayment, busy(4 * MINUTE_MS), 2);
    expect(msBetween(first, second)).toBe(4 * MINUTE_MS);
  });

  it('a capture is repeated once all the same, and then a person is called', () => {
    const script = toBeCaptured();
    expect(sentAt(script, 'capture')).toHaveLength(2);
    expect(script.take('park').trouble.code).toBe('capture-in-vain');
  });

  it('a repeat waits for as long as the gateway asks for', () => {
    const script = payable();
    const [first = '', second = ''] = sentAt(script, 'pay', noPayment, busy(4 * MINUTE_MS));
    expect(msBetween(first, second)).toBe(4 * MINUTE_MS);
  });

  it('what was not answered at all still counts: after three tries the payment is given up', () => {
    const script = payable();
    expect(sentAt(script, 'pay', noPayment, { kind: 'unknown', code: 'no-answer' })).toHaveLength(3);
    expect(script.step).toMatchObject({ kind: 'giveUp', why: { kind: 'paymentInVain' } });
  });

  it('a refund is sent for an hour, then a person is called because it was turned away, and it goes on being sent', () => {
    const script = aRefund();
    while (script.step.kind !== 'park') script.sent(busy()).askUntilAny(['send', 'park'], ABSENT);
    expect(script.take('park').trouble.code).toBe('refund-unsent');
    const { sends = 0 } = script.refund.dialogue.call ?? {};
    expect(sends).toBeGreaterThan(5);
    for (let more = 0; more < 20; more += 1) script.askUntil('send', ABSENT).sent(busy());
    expect(script.refund.dialogue.call?.sends).toBe(sends + 20);
    expect(script.refund.intents.attention?.code).toBe('refund-unsent');
  });
});

describe('cancelling before a hold', () => {
  const givenUp = (): Script =>
    anOrder()
      .authenticating()
      .message((order, now) => cancelRequested(order, 'changed their mind', now));
  const LET_IN: CallOutcome = { kind: 'rejected', code: 'OPERATION_NOT_ALLOWED' };

  /** The pauses between the tries, in seconds. */
  function pausesS(outcomes: readonly CallOutcome[]): number[] {
    const script = givenUp();
    script.take('giveUp');
    const sent: string[] = [];
    for (const outcome of outcomes) {
      while (script.step.kind !== 'stopPayment') {
        const { step } = script;
        if (step.kind === 'await') script.now = step.until ?? '';
        else script.ask({ kind: 'snapshot', snapshot: script.paid('pending') });
      }
      script.take('stopPayment');
      sent.push(script.now);
      script.outcome(outcome);
    }
    expect(script.step.kind).not.toBe('release');
    return sent.slice(1).map((at, index) => msBetween(sent[index] ?? '', at) / SECOND_MS);
  }

  it('is tried again after a rate limit, with pauses that double', () => {
    const shut = { kind: 'notSent', code: 'rate-limited' } as const;
    expect(pausesS([shut, shut, shut, shut, LET_IN])).toEqual([1, 1, 2, 4]);
  });

  it('that may have been let in by a gateway that is too busy is asked about first: not before its quiet period is over', () => {
    expect(pausesS([busy(), busy(), busy(), busy(), LET_IN])).toEqual([300, 300, 600, 1_200]);
  });

  it('is not tried again once the gateway had it, or may have had it', () => {
    expect(pausesS([LET_IN])).toEqual([]);
    expect(pausesS([{ kind: 'unknown', code: 'no-answer' }])).toEqual([]);
  });
});

describe('the first OTP', () => {
  const SHUT_OUT = { kind: 'refused', code: 'rate-limited', isFinal: false, letInAfterMs: 0 } as const;

  it('that a limit keeps from the buyer is wanted again for half a minute; then there is the page of the bank', () => {
    const script = anOrder().readyToPay({ nativeOtp: true });
    script.take('pay');
    script.done(script.paid('pending'));
    const sent: string[] = [];
    while (script.order.intents.otp?.state === 'wanted') {
      const { step } = script;
      if (step.kind === 'await') script.now = step.until ?? '';
      else {
        script.take('requestOtp');
        sent.push(script.now);
        script.message((order, now) => otpPrompted(order, SHUT_OUT, now));
      }
    }
    expect(sent.slice(1).map((at, index) => msBetween(sent[index] ?? '', at) / SECOND_MS)).toEqual([1, 1, 2, 4, 8]);
    expect(script.order.intents.otp?.state).toBe('unavailable');
  });
});
