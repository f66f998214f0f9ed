import { captureRequested } from '../../../workflows/domain/requests';
import { lapsesAt } from '../../../workflows/domain/standing';
import { HOUR_MS, isReached, MINUTE_MS, msBetween, plus } from '../../../workflows/domain/time';
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

  it('reached while nobody could ask: the gateway is asked before a person is called', () => {
    expect(longAfter(inDoubt()).step.kind).toBe('inquire');
  });

  it('and what it answers then settles the call', () => {
    const script = longAfter(inDoubt());
    script.ask({ kind: 'snapshot', snapshot: script.paid('PENDING') });
    expect(script.order.intents.call).toBeNull();
    expect(script.step.kind).not.toBe('park');
  });

  it('asked in vain after it: a person is called', () => {
    const script = longAfter(inDoubt());
    script.take('inquire');
    expect(script.answer({ about: script.about, askedAt: script.now }, { kind: 'failed' }).step).toMatchObject({
      kind: 'park',
      trouble: { code: 'call-in-doubt' },
    });
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
      else if (step.kind === 'inquire') script.ask({ kind: 'failed' });
      else {
        script.take('capture');
        sentAt.push(script.now);
        script.outcome(NOT_SENT);
      }
    }
  };

  it('is tried until the hold may lapse, at least every hour, and then a person is called', () => {
    const { script, sentAt } = triedInVain();
    expect(script.take('park').trouble.code).toBe('unsent');
    expect(isReached(lapsesAt(script.order) ?? '', script.now)).toBe(true);
    const pauses = sentAt.slice(1).map((at, index) => msBetween(sentAt[index] ?? '', at));
    expect(Math.max(...pauses)).toBe(HOUR_MS);
  });

  it('is tried further while the person is waited for, and needs nobody once it is out', () => {
    const { script } = triedInVain();
    script.take('park');
    script.now = plus(script.now, HOUR_MS);
    script.take('capture');
    script.done(script.captured()).take('unpark');
    expect(script.step).toEqual({ kind: 'finish' });
  });

  it('waits as long as the gateway asks for, but never so long that the hold might lapse over it', () => {
    const waits = (retryAfterMs: number): number => {
      const script = captureWanted();
      script.take('capture');
      const { step, now } = script.outcome({ ...NOT_SENT, retryAfterMs });
      return msBetween(now, step.kind === 'await' ? (step.until ?? '') : '');
    };
    expect([waits(0), waits(7_000), waits(24 * HOUR_MS)]).toEqual([1_000, 7_000, 5 * MINUTE_MS]);
  });
});
