import type { Answer, CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import { refundState } from '../../../workflows/domain/refund/standing';
import { canResolveRefund } from '../../../workflows/domain/refund/apply';
import { DAY_MS, HOUR_MS, plus } from '../../../workflows/domain/values/time';
import type { Instant } from '../../../workflows/domain/values/time';
import { START } from '../../support/core/words';
import { ABSENT, aRefund, refundSays, shows } from './script';
import type { RefundScript } from './script';

const CALLED_AFTER_MS = HOUR_MS;
const SILENT: Answer = { kind: 'failed' };
const GIVEN: CallOutcome = { kind: 'done', snapshot: refundSays('captured') };

/** Lets time pass up to an instant, every question and every call met alike; how often it asked and sent. */
function driveUntil(script: RefundScript, until: Instant, answer: Answer, outcome: CallOutcome) {
  const done = { asked: 0, sent: 0 };
  for (let { step } = script; step.kind !== 'finish'; { step } = script) {
    if (step.kind === 'await') {
      if (step.until === null || step.until > until) break;
      script.now = step.until;
    } else if (step.kind === 'ask') {
      script.ask(answer);
      done.asked += 1;
    } else if (step.kind === 'send') {
      script.sent(outcome);
      done.sent += 1;
    } else script.take(step.kind);
  }
  return done;
}

describe('core rule 19: a person is called about a refund while they can still do something', () => {
  const doubts: readonly (readonly [string, string, Answer, CallOutcome])[] = [
    ['in doubt', 'refund-in-doubt', SILENT, { kind: 'unknown', code: 'no-answer' }],
    ['that does not get out', 'refund-unsent', SILENT, { kind: 'notSent', code: 'no-token' }],
    ['that is turned away', 'refund-unsent', ABSENT, { kind: 'unknown', code: 'server-error', busyForMs: 0 }],
    ['that was refused, who knows why', 'refund-in-doubt', SILENT, { kind: 'rejected', code: 'NOT_ALLOWED' }],
  ];

  it.each(doubts)('%s: after an hour, by %s', (_, code, answer, outcome) => {
    const script = aRefund();
    driveUntil(script, plus(START, CALLED_AFTER_MS - 1), answer, outcome);
    expect(script.refund.intents.attention).toBeNull();
    driveUntil(script, plus(START, CALLED_AFTER_MS), answer, outcome);
    expect(script.refund.intents.attention).toMatchObject({ code, since: plus(START, CALLED_AFTER_MS) });
    expect(canResolveRefund(script.refund)).toEqual({ ok: true });
  });

  it.each(doubts)('%s: it goes on being asked about, and sent where it was not let in', (_, code, answer, outcome) => {
    const script = aRefund();
    driveUntil(script, plus(START, CALLED_AFTER_MS), answer, outcome);
    const { asked, sent } = driveUntil(script, plus(START, 2 * DAY_MS), answer, outcome);
    expect(asked).toBeGreaterThan(10);
    if (code === 'refund-unsent') expect(sent).toBeGreaterThan(40);
    else expect(sent).toBe(0);
  });

  it.each(doubts)('%s: the call is taken back when the money was given back after all', (_, _code, answer, outcome) => {
    const script = aRefund();
    driveUntil(script, plus(START, CALLED_AFTER_MS), answer, outcome);
    driveUntil(script, plus(START, 4 * DAY_MS), shows(refundSays('captured')), GIVEN);
    expect([refundState(script.refund), script.step.kind]).toEqual(['refunded', 'finish']);
    expect(script.refund.intents.attention).toBeNull();
  });
});
