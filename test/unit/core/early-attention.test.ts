import type { CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import { cancelRequested, captureRequested } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { canResolve } from '../../../workflows/domain/order/events/resolution';
import { DAY_MS, HOUR_MS, MINUTE_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { stateOf } from '../../../workflows/domain/order/view/state';
import { driveUntil, times } from '../../support/core/driving';
import type { Gateway } from '../../support/core/driving';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says } from '../../support/core/words';

const { holdWindowMs, holdSafetyMarginMs, quietMs } = DEFAULT_TIMING;
const CALLED_AFTER_MS = HOUR_MS;
/** From the authorisation to the safety margin. */
const MARGIN_MS = holdWindowMs - holdSafetyMarginMs;

const LOST: CallOutcome = { kind: 'unknown', code: 'no-answer' };
const SHUT: CallOutcome = { kind: 'notSent', code: 'no-token' };
const BUSY: CallOutcome = { kind: 'unknown', code: 'server-error', busyForMs: 0 };

const silent = (outcome: CallOutcome): Gateway => ({ answers: () => ({ kind: 'failed' }), meets: () => outcome });
const stillHeld = (outcome: CallOutcome): Gateway => ({
  answers: (order) => snapshotAnswer(order.paid('authorised')),
  meets: () => outcome,
});
const inert: Gateway = {
  answers: (order) => snapshotAnswer(order.paid('authorised')),
  meets: (order) => ({ kind: 'done', snapshot: order.paid('authorised') }),
};
/** It accepts, and then says nothing more. */
const inertAndSilent: Gateway = { ...inert, answers: () => ({ kind: 'failed' }) };
const working: Gateway = {
  answers: (order) => snapshotAnswer(order.captured()),
  meets: (order) => ({ kind: 'done', snapshot: order.captured() }),
};

/** Asked for so long after the authorisation. */
const wanted = (kind: 'capture' | 'release', afterMs = MINUTE_MS): Script =>
  anOrder()
    .held()
    .pass(afterMs)
    .message((order, now) =>
      kind === 'capture' ? captureRequested(order, undefined, now) : cancelRequested(order, 'asked for', now),
    );
const toBePaid = (): Script => anOrder().readyToPay().pass(SECOND_MS);

/** What stays open, and how a person is called about it. */
const DOUBTS: readonly (readonly [string, string, () => Script, Gateway])[] = [
  ['a capture in doubt', 'call-in-doubt', () => wanted('capture'), silent(LOST)],
  ['a cancellation in doubt', 'call-in-doubt', () => wanted('release'), silent(LOST)],
  ['a capture without effect', 'call-without-effect', () => wanted('capture'), inert],
  ['a cancellation without effect', 'call-without-effect', () => wanted('release'), inertAndSilent],
  ['a capture that does not get out', 'unsent', () => wanted('capture'), stillHeld(SHUT)],
  ['a cancellation that does not get out', 'unsent', () => wanted('release'), silent(SHUT)],
  ['a cancellation that is turned away', 'unsent', () => wanted('release'), stillHeld(BUSY)],
  ['a payment in doubt', 'call-in-doubt', toBePaid, silent(LOST)],
  [
    'a capture that was refused, who knows why',
    'no-answer',
    () => wanted('capture'),
    silent({ kind: 'rejected', code: 'INVALID_REQUEST' }),
  ],
];

describe('core rule 19: a person is called while they can still do something', () => {
  it.each(DOUBTS)('%s: after an hour, by %s', (_what, code, doubtful, gateway) => {
    const order = doubtful();
    const beganAt = order.now;
    driveUntil(order, plus(beganAt, CALLED_AFTER_MS - 1), gateway);
    expect(order.order.intents.attention).toBeNull();
    driveUntil(order, plus(beganAt, CALLED_AFTER_MS), gateway);
    expect(order.order.intents.attention).toMatchObject({ code, since: plus(beganAt, CALLED_AFTER_MS) });
  });

  it.each(DOUBTS)(
    '%s: asking goes on, at least every hour, and the person is called once',
    (_what, _code, doubtful, gateway) => {
      const order = doubtful();
      const called = plus(order.now, CALLED_AFTER_MS);
      driveUntil(order, called, gateway);
      const after = driveUntil(order, plus(called, DAY_MS), gateway);
      const asked = [called, ...times(after, 'ask')];
      const pauses = asked.slice(1).map((at, index) => msBetween(asked[index] ?? '', at));
      expect(pauses.length).toBeGreaterThan(22);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(HOUR_MS + 10 * MINUTE_MS);
      expect(times(after, 'park')).toEqual([]);
    },
  );

  it.each(DOUBTS)('%s: the person may settle it by force, and only so', (_what, code, doubtful, gateway) => {
    const order = doubtful();
    driveUntil(order, plus(order.now, CALLED_AFTER_MS), gateway);
    const wish = { as: 'released', actor: 'support', reason: 'seen' } as const;
    expect(canResolve(order.order, { ...wish, force: true })).toEqual({ ok: true });
    expect(canResolve(order.order, wish)).toMatchObject({ ok: false, code: REFUSED_WITHOUT_FORCE[code] });
  });
  const REFUSED_WITHOUT_FORCE: Readonly<Record<string, unknown>> = {
    'call-in-doubt': 'call-in-doubt',
    'call-without-effect': 'call-in-doubt',
    unsent: expect.stringMatching(/recheck-first|contradicts-gateway|call-in-doubt/),
    'no-answer': 'recheck-first',
  };

  it.each(DOUBTS.filter(([, , doubtful]) => doubtful().order.facts.payments['v1-payment-1'] !== undefined))(
    '%s: the call is taken back when the gateway has carried it out, and the order ends',
    (_what, _code, doubtful, gateway) => {
      const order = doubtful();
      const isCapture = order.order.intents.request?.kind === 'capture';
      driveUntil(order, plus(order.now, CALLED_AFTER_MS + MINUTE_MS), gateway);
      const worked: Gateway = isCapture ? working : { ...inert, answers: gone, meets: cancelled };
      const done = driveUntil(order, plus(order.now, 2 * HOUR_MS), worked);
      expect(times(done, 'unpark')).toHaveLength(1);
      expect(order.order.intents.attention).toBeNull();
      expect([order.step.kind, stateOf(order.order)]).toEqual(['finish', isCapture ? 'captured' : 'released']);
    },
  );
  const gone = (order: Script) => snapshotAnswer(order.paid('voided'));
  const cancelled = (order: Script): CallOutcome => ({ kind: 'done', snapshot: order.paid('voided') });

  it('a payment in doubt: the call is taken back when it shows, and the buyer goes on', () => {
    const order = toBePaid();
    driveUntil(order, plus(order.now, CALLED_AFTER_MS), silent(LOST));
    const done = driveUntil(order, plus(order.now, HOUR_MS), {
      ...inert,
      answers: (asked) => snapshotAnswer(asked.paid('pending')),
    });
    expect(times(done, 'unpark')).toHaveLength(1);
    expect(order.order.intents.attention).toBeNull();
  });
});

describe('core rule 19: how soon a person is called about a hold', () => {
  it.each([
    ['an hour after the decision, mostly', DAY_MS, DAY_MS + CALLED_AFTER_MS],
    ['when the safety margin begins, where that comes first', MARGIN_MS - 20 * MINUTE_MS, MARGIN_MS],
    ['not before the quiet period is over', MARGIN_MS - MINUTE_MS, MARGIN_MS - MINUTE_MS + quietMs.capture],
  ])('%s', (_, decidedMs, calledMs) => {
    for (const kind of ['capture', 'release'] as const) {
      for (const outcome of [LOST, SHUT]) {
        const order = wanted(kind, decidedMs);
        driveUntil(order, plus(order.now, 2 * HOUR_MS), silent(outcome));
        expect(msBetween(order.order.intents.placedAt, order.order.intents.attention?.since ?? '')).toBe(calledMs);
      }
    }
  });

  it('of a decision at the deadline, when the quiet period is over: hours before the hold may lapse', () => {
    const order = anOrder().held().pass(MARGIN_MS);
    order.ask(snapshotAnswer(order.paid('authorised')));
    driveUntil(order, plus(order.now, HOUR_MS), silent(LOST));
    expect(msBetween(order.order.intents.placedAt, order.order.intents.attention?.since ?? '')).toBe(
      MARGIN_MS + quietMs.cancel,
    );
  });

  it.each(['capture', 'release'] as const)(
    '%s: an early call holds nothing back: it is sent as soon as it gets out',
    (kind) => {
      const order = wanted(kind);
      driveUntil(order, plus(order.now, CALLED_AFTER_MS), stillHeld(SHUT));
      expect(order.order.intents.attention?.code).toBe('unsent');
      const sent = driveUntil(order, plus(order.now, HOUR_MS), {
        ...inert,
        meets: (meeting) => ({
          kind: 'done',
          snapshot:
            kind === 'capture' ? meeting.captured() : says('voided', [{ status: 'voided', updatedAt: meeting.now }]),
        }),
      });
      expect(times(sent, kind)).toHaveLength(1);
      expect(order.step.kind).toBe('finish');
    },
  );
});
