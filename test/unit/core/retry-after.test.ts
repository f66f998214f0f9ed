import type { CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import { cancelRequested, captureRequested } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { DAY_MS, HOUR_MS, MINUTE_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { driveUntil, times } from '../../support/core/driving';
import type { Done, Gateway } from '../../support/core/driving';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says, START } from '../../support/core/words';
import { aRefund } from '../refunds/script';

/*
 * Retry-After: the gateway's wish to be left alone is obeyed up to DOUBT_PAUSE, but for what was promised: a doubt is asked
 * about within seconds (P2), and a decision is carried out within a minute (P3).
 */

const { doubtPauseMs, holdWindowMs, holdSafetyMarginMs, paymentDeadlineMs } = DEFAULT_TIMING;
const LAST_MS = holdWindowMs - holdSafetyMarginMs;
const LOST: CallOutcome = { kind: 'unknown', code: 'no-answer' };

/** Every question is turned away, with a wish to be left alone for so long. */
const turnsAway = (retryAfterMs: number, outcome: CallOutcome = LOST): Gateway => ({
  answers: () => ({ kind: 'failed', retryAfterMs }),
  meets: () => outcome,
});

const capturing = (order: Script): Script => order.message((before, now) => captureRequested(before, undefined, now));
const releasing = (order: Script): Script => order.message((before, now) => cancelRequested(before, 'asked for', now));

/** A question, asked because somebody wanted it, was turned away for so long. */
const shutOut = (order: Script, retryAfterMs: number): Script => {
  order.message((before) => ({
    ...before,
    dialogue: {
      ...before.dialogue,
      questions: { ...before.dialogue.questions, wantedSince: order.pass(SECOND_MS).now },
    },
  }));
  return order.ask({ kind: 'failed', retryAfterMs });
};

const secondsAfter = (at: string, done: readonly Done[], kind: Done['kind']): number[] =>
  times(done, kind).map((one) => msBetween(at, one) / SECOND_MS);

describe('the first question after a doubt', () => {
  it.each([
    ['is asked at once where the gateway wants nothing', 0, [0]],
    ['waits where it wants to be left alone for a moment', 3, [3]],
    ['waits for 5 s at most', 300, [5]],
    ['waits for 5 s at most, whatever is asked for', 10 * 24 * 3_600, [5]],
  ] as const)('%s', (_, retryAfterS, [first]) => {
    for (const doubtful of [capturing, releasing]) {
      const order = anOrder().held();
      if (retryAfterS > 0) shutOut(order, retryAfterS * SECOND_MS + 1).pass(1);
      const { now } = doubtful(order);
      const asked = secondsAfter(now, driveUntil(order, plus(now, MINUTE_MS), turnsAway(600 * SECOND_MS)), 'ask');
      expect(asked).toEqual([first]);
    }
  });

  it('is the only one that is early: the next one waits for as long as the gateway asks for, up to DOUBT_PAUSE', () => {
    for (const [retryAfterMs, nextMs] of [
      [10 * MINUTE_MS, 10 * MINUTE_MS],
      [20 * DAY_MS, doubtPauseMs],
    ] as const) {
      const order = capturing(anOrder().held().pass(SECOND_MS));
      const { now } = order;
      const asked = secondsAfter(now, driveUntil(order, plus(now, 2 * HOUR_MS), turnsAway(retryAfterMs)), 'ask');
      expect(asked.slice(0, 2)).toEqual([0, nextMs / SECOND_MS]);
    }
  });

  it('of a refund waits for 5 s at most, too, and the next one as long as the gateway asks for', () => {
    const refund = aRefund().pass(SECOND_MS);
    refund.answer({ about: null, askedAt: refund.now }, { kind: 'failed', retryAfterMs: DAY_MS });
    refund.unknown();
    expect(refund.take('await').until).toBe(plus(refund.now, 5 * SECOND_MS));
    refund.pass(5 * SECOND_MS).ask({ kind: 'failed', retryAfterMs: 10 * MINUTE_MS });
    expect(refund.take('await').until).toBe(plus(refund.now, 10 * MINUTE_MS));
  });
});

describe('the question before a deadline', () => {
  const HELD: Gateway['answers'] = (order) => snapshotAnswer(order.paid('authorised', { updatedAt: START }));

  it.each([0, 10, 19, 3_600])('before a decision waits for 20 s at most, of %i s asked for', (leftS) => {
    const order = shutOut(
      anOrder()
        .held()
        .pass(LAST_MS - HOUR_MS),
      HOUR_MS - SECOND_MS + leftS * SECOND_MS,
    );
    const decidesAt = plus(START, LAST_MS);
    const done = driveUntil(order, plus(decidesAt, MINUTE_MS), {
      answers: HELD,
      meets: () => ({ kind: 'done', snapshot: says('voided', [{ status: 'voided' }]) }),
    });
    // A wait is never longer than DOUBT_PAUSE, and this one began an hour before the decision.
    const expected = Math.min(leftS, 1);
    expect(secondsAfter(decidesAt, done, 'ask')[0]).toBe(expected);
    expect(secondsAfter(decidesAt, done, 'release')[0]).toBe(expected);
  });

  it('before a decision is asked within 20 s, and the decision is made within 30 s, where the gateway lets nothing in', () => {
    const order = shutOut(
      anOrder()
        .held()
        .pass(LAST_MS - MINUTE_MS),
      DAY_MS,
    );
    const decidesAt = plus(START, LAST_MS);
    const done = driveUntil(order, plus(decidesAt, 30 * SECOND_MS), turnsAway(DAY_MS));
    expect(secondsAfter(decidesAt, done, 'ask')[0]).toBe(20);
    expect(secondsAfter(decidesAt, done, 'release')).toEqual([30]);
  });

  it('before nobody has paid in time, too', () => {
    const order = shutOut(
      anOrder()
        .authenticating()
        .pass(paymentDeadlineMs - MINUTE_MS),
      DAY_MS,
    );
    const payBy = plus(START, paymentDeadlineMs);
    const done = driveUntil(order, plus(payBy, MINUTE_MS), turnsAway(DAY_MS));
    expect(secondsAfter(payBy, done, 'ask')[0]).toBe(20);
    expect(secondsAfter(payBy, done, 'giveUp')).toEqual([30]);
  });

  it('any other question waits for as long as the gateway asks for', () => {
    const order = shutOut(anOrder().held(), 30 * MINUTE_MS);
    const { now } = order;
    const asked = secondsAfter(now, driveUntil(order, plus(now, HOUR_MS - SECOND_MS), turnsAway(DAY_MS)), 'ask');
    expect(asked).toEqual([30 * 60]);
  });
});

describe('a decision that was turned away', () => {
  it.each<[string, CallOutcome]>([
    ['for a moment', { kind: 'notSent', code: 'rate-limited', retryAfterMs: 7 * SECOND_MS }],
    ['for a day', { kind: 'notSent', code: 'rate-limited', retryAfterMs: DAY_MS }],
  ])(
    '%s is tried again within a minute of it, and then when the gateway says, at the latest after DOUBT_PAUSE',
    (_, outcome) => {
      for (const [kind, decided] of [
        ['capture', capturing],
        ['release', releasing],
      ] as const) {
        const order = decided(anOrder().held().pass(MINUTE_MS));
        const { now } = order;
        const tried = secondsAfter(now, driveUntil(order, plus(now, 3 * HOUR_MS), turnsAway(0, outcome)), kind);
        const isLong = outcome.kind === 'notSent' && outcome.retryAfterMs === DAY_MS;
        expect(tried.slice(0, 3)).toEqual(isLong ? [0, 55, 55 + 3_600] : [0, 7, 14]);
      }
    },
  );

  it('what is no decision waits for as long as the gateway asks for, up to DOUBT_PAUSE', () => {
    const outcome: CallOutcome = { kind: 'notSent', code: 'rate-limited', retryAfterMs: 10 * MINUTE_MS };
    for (const [kind, order] of [
      ['register', anOrder()],
      ['pay', anOrder().readyToPay()],
    ] as const) {
      const tried = secondsAfter(START, driveUntil(order, plus(START, 25 * MINUTE_MS), turnsAway(0, outcome)), kind);
      expect(tried).toEqual([0, 600, 1_200]);
    }
    const refund = aRefund().sent({ kind: 'notSent', code: 'rate-limited', retryAfterMs: DAY_MS });
    expect(refund.take('await').until).toBe(plus(START, HOUR_MS));
  });

  it('a call that met a busy gateway is not sent again before the gateway says', () => {
    const busy: CallOutcome = { kind: 'unknown', code: 'server-error', busyForMs: 20 * MINUTE_MS };
    const order = releasing(anOrder().held().pass(MINUTE_MS));
    const { now } = order;
    const done = driveUntil(order, plus(now, 50 * MINUTE_MS), {
      answers: (asked) => snapshotAnswer(asked.paid('authorised')),
      meets: () => busy,
    });
    expect(secondsAfter(now, done, 'release')).toEqual([0, 1_200, 2_400]);
  });
});
