import fc from 'fast-check';
import { DEFAULT_REFUND_TIMING, observeRefund } from '../../../workflows/domain/refund/refund';
import type { Refund } from '../../../workflows/domain/refund/refund';
import { refundState } from '../../../workflows/domain/refund/standing';
import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { DAY_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { START } from '../../support/core/words';
import { ABSENT, aRefund, refundSays, shows } from './script';

const { quietMs, doubtMs, pendingMs } = DEFAULT_REFUND_TIMING;

describe('a refund in doubt', () => {
  it('is asked about at once, then with doubling pauses, and while a person is called ever more rarely, too', () => {
    const script = aRefund().unknown();
    const asked: number[] = [];
    while (asked.length < 31) {
      if (script.askUntilAny(['ask', 'park'], { kind: 'failed' }).step.kind === 'park') script.take('park');
      script.askUntil('ask', { kind: 'failed' });
      asked.push(msBetween(START, script.now));
      script.ask({ kind: 'failed' });
    }
    const pauses = asked.map((at, index) => (at - (asked[index - 1] ?? 0)) / SECOND_MS);
    expect(pauses.slice(0, 8)).toEqual([0, 1, 2, 4, 8, 16, 32, 64]);
    expect(pauses.at(-1)).toBe(24 * 3_600);
  });

  it('is sent again only when a question asked after the quiet period shows that it is not there', () => {
    const script = aRefund().unknown().askUntil('send', ABSENT);
    expect(msBetween(START, script.now)).toBeGreaterThanOrEqual(quietMs);
    expect(script.refund.dialogue.call).toMatchObject({ reference: 'refund-1', amountMinor: 4_000, sends: 1 });
  });

  it('is not shown absent by an answer to a question that was asked before the quiet period had ended', () => {
    const script = aRefund().unknown().pass(quietMs);
    const early = { about: script.about, askedAt: plus(START, quietMs - 1) };
    expect(script.answer(early, ABSENT).refund.dialogue.call?.state).toBe('unknown');
  });

  it('is not shown absent by an answer about another copy of the call', () => {
    const script = aRefund().unknown().pass(quietMs);
    const other = { about: { kind: 'refund', reference: 'refund-1', tries: 7 } as const, askedAt: script.now };
    expect(script.answer(other, ABSENT).refund.dialogue.call?.state).toBe('unknown');
  });

  it('is not shown absent by silence', () => {
    const script = aRefund().unknown().askUntil('park', { kind: 'failed' });
    expect(msBetween(START, script.now)).toBe(doubtMs);
    expect(script.take('park').trouble.code).toBe('refund-in-doubt');
    expect(script.refund.dialogue.call?.sends).toBe(1);
  });

  it('is asked about once more before a person is called, where nobody could ask in time', () => {
    const script = aRefund()
      .unknown()
      .pass(doubtMs + DAY_MS);
    expect(script.step.kind).toBe('ask');
    expect(refundState(script.ask(shows(refundSays('captured'))).refund)).toBe('refunded');
    expect(script.step.kind).toBe('finish');
  });

  it('is adopted when it shows', () => {
    expect(
      refundState(
        aRefund()
          .unknown()
          .pass(SECOND_MS)
          .ask(shows(refundSays('pending'))).refund,
      ),
    ).toBe('pending');
    const given = aRefund()
      .unknown()
      .ask(shows(refundSays('captured')));
    expect([refundState(given.refund), given.step.kind]).toEqual(['refunded', 'finish']);
  });

  it('waits for a person after three copies that did not happen', () => {
    const script = aRefund().unknown();
    for (let copy = 2; copy <= 3; copy += 1) script.askUntil('send', ABSENT).unknown();
    expect(script.askUntil('park', ABSENT).take('park').trouble.code).toBe('refund-in-vain');
  });
});

describe('a no of the gateway', () => {
  const refused = { kind: 'rejected', code: 'NOT_ALLOWED' } as const;

  it('is final when the gateway shows no refund', () => {
    const script = aRefund().sent(refused);
    expect(refundState(script.refund)).toBe('requested');
    expect(refundState(script.ask(ABSENT).refund)).toBe('failed');
    expect(script.step.kind).toBe('finish');
  });

  it('after an earlier copy is final only when a question after its quiet period shows no refund', () => {
    const script = aRefund().unknown().askUntil('send', ABSENT).pass(SECOND_MS).sent(refused);
    const refusedAt = script.now;
    expect(refundState(script.ask(ABSENT).refund)).toBe('requested');
    script.askUntil('finish', ABSENT);
    expect(msBetween(refusedAt, script.now)).toBeGreaterThanOrEqual(quietMs);
  });

  it('says nothing against a refund that shows', () => {
    const script = aRefund()
      .sent(refused)
      .ask(shows(refundSays('captured')));
    expect(refundState(script.refund)).toBe('refunded');
  });
});

it('a call that did not get out is tried again after a pause, and counts as no copy', () => {
  const script = aRefund().sent({ kind: 'notSent', code: 'connect-refused', retryAfterMs: 3_000 });
  expect(script.askUntil('send', ABSENT).refund.dialogue.call).toMatchObject({ tries: 1, sends: 0 });
  expect(msBetween(START, script.now)).toBe(3_000);
});

describe('a refund at the bank', () => {
  it('is asked about ever more rarely, at most once a day, until a person is called', () => {
    const script = aRefund().sent({ kind: 'done', snapshot: refundSays('pending') });
    let questions = 0;
    while (script.askUntil('ask', ABSENT).now < plus(START, pendingMs - DAY_MS)) {
      script.ask(shows(refundSays('pending')));
      questions += 1;
    }
    expect(questions).toBeLessThan(30);
    script.askUntil('park', shows(refundSays('pending')));
    expect(script.take('park').trouble.code).toBe('refund-unpaid');
    expect(script.sees(refundSays('captured')).take('unpark')).toBeDefined();
    expect(script.step.kind).toBe('finish');
  });
});

describe('what cannot be true waits for a person', () => {
  it.each<[string, string, Partial<Snapshot>]>([
    ['another amount', 'refund-differs', { amountMinor: 3_999 }],
    ['another currency', 'refund-differs', { currency: 'USD' }],
    ['an order instead of a refund', 'refund-differs', { otherThing: undefined as never }],
    ['a refund of another order', 'refund-differs', { otherThing: { kind: 'refund', parentId: 'v1-other' } }],
  ])('%s', (_what, code, difference) => {
    const script = aRefund().unknown().sees(refundSays('captured', difference));
    expect(refundState(script.refund)).toBe('requested');
    expect(script.take('park').trouble.code).toBe(code);
  });

  it('two ids, or a refund both carried out and failed', () => {
    const twice = aRefund()
      .unknown()
      .sees(refundSays('pending'))
      .sees(refundSays('pending', { gatewayOrderId: 'x' }));
    expect(twice.take('park').trouble.code).toBe('two-refunds');
    const both = aRefund().unknown().sees(refundSays('captured')).sees(refundSays('failed'));
    expect(both.take('park').trouble.code).toBe('refund-contradicted');
    // Counted as given back as long as it is not clear: never is more of the money given.
    expect(refundState(both.refund)).toBe('refunded');
  });
});

it('snapshots in any order, any number of times, end in the same refund', () => {
  const snapshot = fc
    .record({
      status: fc.constantFrom('created', 'pending', 'captured', 'failed', 'unknown'),
      gatewayOrderId: fc.constantFrom('v1-refund', 'v1-other'),
      amountMinor: fc.constantFrom(4_000, 5_000),
    })
    .map(({ status, ...more }) => refundSays(status as Snapshot['status'], more));
  const histories = fc.array(snapshot, { maxLength: 8 }).chain((history) =>
    fc.record({
      history: fc.constant(history),
      other: fc
        .shuffledSubarray(history, { minLength: history.length, maxLength: history.length })
        .map((shuffled) => [...shuffled, ...shuffled.slice(0, 3)]),
    }),
  );
  const takeIn = (refund: Refund, history: readonly Snapshot[]): Refund =>
    history.reduce((seen, next) => observeRefund(seen, next), refund);
  fc.assert(
    fc.property(histories, ({ history, other }) => {
      for (const { refund } of [aRefund(), aRefund().unknown()]) {
        const seen = takeIn(refund, history);
        expect(takeIn(refund, other)).toEqual(seen);
        expect(takeIn(seen, other)).toBe(seen);
      }
    }),
    { numRuns: 2_000 },
  );
});
