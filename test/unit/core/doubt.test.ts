import { cancelRequested, captureRequested } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import type { CallKind } from '../../../workflows/domain/order/terms';
import { HOUR_MS, MINUTE_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { anOrder } from '../../support/core/script';
import type { Script } from '../../support/core/script';

/* Core rule 11: before a person is called, the gateway is asked once more, however long nobody could. */

const longAfter = (script: Script): Script => script.pass(60 * 24 * 60 * MINUTE_MS);

describe('the end of a doubt', () => {
  const inDoubt = (): Script => {
    const script = anOrder().readyToPay();
    script.take('pay');
    return script.unknown();
  };

  it('core rule 24: reached while nobody could ask: the gateway is asked before a person is called', () => {
    expect(longAfter(inDoubt()).step.kind).toBe('ask');
  });

  it('and what it answers then settles the call', () => {
    const script = longAfter(inDoubt());
    script.ask({ kind: 'snapshot', snapshot: script.paid('pending') });
    expect(script.order.dialogue.call).toBeNull();
    expect(script.step.kind).not.toBe('park');
  });

  it('asked in vain after it: a person is called', () => {
    const script = longAfter(inDoubt());
    script.take('ask');
    expect(script.answer({ about: script.about, askedAt: script.now }, { kind: 'failed' }).step).toMatchObject({
      kind: 'park',
      trouble: { code: 'call-in-doubt' },
    });
  });
});

describe('the questions about a call in doubt', () => {
  const IN_DOUBT = {
    createOrder: () => anOrder(),
    createPayment: () => anOrder().readyToPay(),
    capture: () =>
      anOrder()
        .held()
        .message((order, now) => captureRequested(order, undefined, now)),
    cancel: () =>
      anOrder()
        .held()
        .message((order, now) => cancelRequested(order, 'asked for', now)),
  } as const satisfies Record<CallKind, () => Script>;
  const STEPS = { createOrder: 'register', createPayment: 'pay', capture: 'capture', cancel: 'release' } as const;

  /** The pauses before each of so many questions, in seconds, while none is answered; a person may be called meanwhile. */
  function pausesS(kind: CallKind, questions: number): { script: Script; pauses: number[] } {
    const script = IN_DOUBT[kind]();
    script.take(STEPS[kind]);
    script.unknown();
    const askedAt = [script.now];
    while (askedAt.length <= questions) {
      const { step } = script;
      if (step.kind === 'await') script.now = step.until ?? '';
      else if (step.kind === 'park') script.take('park');
      else askedAt.push(script.ask({ kind: 'failed' }).now);
    }
    const pauses = askedAt.slice(1).map((at, index) => msBetween(askedAt[index] ?? '', at) / SECOND_MS);
    return { script, pauses };
  }

  it.each(Object.keys(IN_DOUBT) as CallKind[])('%s: at once, then after doubling pauses', (kind) => {
    expect(pausesS(kind, 4).pauses).toEqual([0, 1, 2, 4]);
  });

  it.each(['capture', 'cancel'] as const)('%s: every hour in the end, until the hold may lapse; about 140', (kind) => {
    const { script, pauses } = pausesS(kind, 150);
    // One more lies at the end of the quiet period, from which on "not there" is believed.
    expect(pauses.slice(0, 11)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 45, 512]);
    const untilLapse = pauses.slice(0, pauses.lastIndexOf(3_600) + 1);
    expect(Math.max(...untilLapse)).toBe(3_600);
    const lastAt = untilLapse.reduce((sum, pause) => sum + pause, 0);
    expect(DEFAULT_TIMING.holdWindowMs / SECOND_MS - lastAt).toBeLessThanOrEqual(3_600);
    expect(Math.abs(untilLapse.length - 140)).toBeLessThan(10);
    expect(script.order.intents.attention?.code).toBe('call-in-doubt');
  });

  it.each(['capture', 'cancel'] as const)('%s: once a day from when it may have', (kind) => {
    expect(pausesS(kind, 150).pauses.slice(-3)).toEqual([86_400, 86_400, 86_400]);
  });
});

describe('a capture that does not get out', () => {
  const NOT_SENT = { kind: 'notSent', code: 'no-token' } as const;
  const captureWanted = (): Script => {
    const script = anOrder().held();
    return script.message((order, now) => captureRequested(order, undefined, now));
  };

  /** Nothing gets out and nothing is answered, until a person is called. */
  const triedInVain = (): { script: Script; sentAt: string[] } => {
    const script = captureWanted();
    const sentAt: string[] = [];
    for (;;) {
      const { step } = script;
      if (step.kind === 'park') return { script, sentAt };
      if (step.kind === 'await') script.now = step.until ?? '';
      else if (step.kind === 'ask') script.ask({ kind: 'failed' });
      else {
        script.take('capture');
        sentAt.push(script.now);
        script.outcome(NOT_SENT);
      }
    }
  };

  it('is tried for an hour, ever more rarely, and then a person is called', () => {
    const { script, sentAt } = triedInVain();
    expect(script.take('park').trouble.code).toBe('unsent');
    expect(msBetween(sentAt[0] ?? '', script.now)).toBe(HOUR_MS);
    const pauses = sentAt.slice(1).map((at, index) => msBetween(sentAt[index] ?? '', at));
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  });

  it('is tried further while the person is waited for, and needs nobody once it is out', () => {
    const { script } = triedInVain();
    script.take('park');
    script.now = plus(script.now, HOUR_MS);
    script.take('capture');
    script.done(script.captured()).take('unpark');
    expect(script.step).toEqual({ kind: 'finish' });
  });

  it('waits as long as the gateway asks for, but no longer than a decision may take', () => {
    const waits = (retryAfterMs: number): number => {
      const script = captureWanted();
      script.take('capture');
      const { step, now } = script.outcome({ ...NOT_SENT, retryAfterMs });
      return msBetween(now, step.kind === 'await' ? (step.until ?? '') : '');
    };
    expect([waits(0), waits(7_000), waits(24 * HOUR_MS)]).toEqual([1_000, 7_000, 55 * SECOND_MS]);
  });
});
