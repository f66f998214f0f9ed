import { DEFAULT_REFUND_TIMING } from '../../../workflows/domain/refund/refund';
import { refundRevived as revivedRefund } from '../../../workflows/domain/refund/revival';
import { MINUTE_MS } from '../../../workflows/domain/values/time';
import { refundSays, RefundScript } from './script';

/* The same for refunds: a revived one asks before it is sent. */

const WISH = { actor: 'nina', reason: 'terminated by mistake' };
const ABSENT = { kind: 'absent' } as const;

function revive(script: RefundScript, isBlind = false): RefundScript {
  script.pass(MINUTE_MS).refund = revivedRefund(script.refund, WISH, isBlind, script.now);
  return script;
}

describe('a revived refund', () => {
  it('that had not been sent is sent only after an answer to a question asked since then', () => {
    const script = new RefundScript();
    expect(script.step.kind).toBe('send');
    revive(script);
    expect(script.ask(ABSENT).step.kind).toBe('send');
  });

  it.each([
    ['was under way', false],
    ['may have been sent, as far as anybody can read', true],
  ])('that %s is sent again only after its whole quiet period', (_what, isBlind) => {
    const script = new RefundScript();
    if (!isBlind) script.take('send');
    revive(script, isBlind);
    expect(script.ask(ABSENT).step.kind).toBe('await');
    script.pass(DEFAULT_REFUND_TIMING.quietMs - 1);
    expect(script.ask(ABSENT).step.kind).toBe('await');
    expect(script.pass(1).ask(ABSENT).step.kind).toBe('send');
  });

  it('that had happened is not sent again', () => {
    const script = new RefundScript();
    script.take('send');
    expect(revive(script).ask({ kind: 'snapshot', snapshot: refundSays('captured') }).step.kind).toBe('finish');
  });
});
