import { MINUTE_MS } from '../../../workflows/domain/time';
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
