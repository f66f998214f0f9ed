import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../../workflows/domain/gateway/outcomes';
import { refundState } from '../../../workflows/domain/refund/standing';
import { refundWaitsFor } from '../../../workflows/domain/refund/trouble';
import { HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { forgery } from '../../support/core/forgeries';
import { ABSENT, aRefund, refundSays, shows } from './script';
import type { RefundScript } from './script';

const accepted = (): RefundScript => aRefund().sent({ kind: 'done', snapshot: refundSays('pending') });

/** A refund, and what the gateway truly has. */
const STANDINGS: Readonly<Record<string, { readonly refund: () => RefundScript; readonly truth: Answer }>> = {
  'not yet sent': { refund: () => aRefund(), truth: ABSENT },
  'in doubt': { refund: () => aRefund().unknown(), truth: ABSENT },
  'in doubt, that happened': { refund: () => aRefund().unknown(), truth: shows(refundSays('pending')) },
  refused: { refund: () => aRefund().sent({ kind: 'rejected', code: 'NOT_ALLOWED' }), truth: ABSENT },
  'at the bank': { refund: accepted, truth: shows(refundSays('pending')) },
  'that was given back': {
    refund: () => accepted().sees(refundSays('captured')),
    truth: shows(refundSays('captured')),
  },
  'that waits for a person': {
    refund: () => {
      const refund = accepted().sees(refundSays('pending', { gatewayOrderId: 'v1-other' }));
      refund.take('park');
      return refund;
    },
    truth: shows(refundSays('pending')),
  },
};

function answer(refund: RefundScript, truth: Answer): RefundScript {
  const { about, now } = refund;
  if (refund.step.kind === 'ask') refund.take('ask');
  return refund.answer({ about, askedAt: now }, truth);
}

/** Everything but how often was asked. */
function seenOf({ refund, now, step }: RefundScript): object {
  const { intents, dialogue } = refund;
  const next = step.kind === 'ask' || step.kind === 'await' ? 'waits' : step;
  return {
    facts: refund.facts,
    intents,
    open: [dialogue.call, dialogue.news],
    view: [refundState(refund), refundWaitsFor(refund)],
    next,
    now,
  };
}

describe('core rule 20: news of a refund is not fact', () => {
  const forged = fc.oneof(
    forgery,
    forgery.map(({ status }) => refundSays(status)),
  );

  it.each(Object.keys(STANDINGS))('a forgery about one %s leaves it as a question to the gateway would', (name) => {
    const { refund: anew, truth } = STANDINGS[name] as (typeof STANDINGS)[string];
    fc.assert(
      fc.property(fc.array(forged, { minLength: 1, maxLength: 3 }), (forgeries) => {
        const [told, untold] = [anew().pass(SECOND_MS), anew().pass(SECOND_MS)];
        for (const snapshot of forgeries) told.webhook(snapshot);
        assert.equal(refundState(told.refund), refundState(untold.refund));
        if (told.step.kind !== 'ask') assert.deepEqual(told.step, untold.step);
        else assert.ok(['ask', 'await', 'finish'].includes(untold.step.kind));
        for (const refund of [told, untold]) answer(answer(refund, truth).pass(5 * SECOND_MS), truth);
        assert.deepEqual(seenOf(told), seenOf(untold));
      }),
      { numRuns: 500 },
    );
  });

  it('a webhook that says PROCESSED makes it ask, and the answer gives the money back', () => {
    const told = aRefund().unknown().pass(SECOND_MS).webhook(refundSays('captured'));
    expect([refundState(told.refund), told.step.kind]).toEqual(['requested', 'ask']);
    told.ask(shows(refundSays('captured')));
    expect([refundState(told.refund), told.step.kind]).toEqual(['refunded', 'finish']);
  });

  it('a genuine webhook that an answer has said already makes it ask nothing', () => {
    const { refund } = accepted();
    expect(accepted().webhook(refundSays('pending')).refund).toEqual(refund);
    expect(accepted().sees(refundSays('captured')).webhook(refundSays('captured')).step.kind).toBe('finish');
  });

  it.each([1, 4, 60])('forgeries every %i s cost some questions an hour, and no space', (everyS) => {
    const script = accepted().pass(MINUTE_MS);
    const until = plus(script.now, HOUR_MS);
    let questions = 0;
    for (let told = 0; script.now < until; told += 1) {
      script.webhook(refundSays('captured', { gatewayOrderId: `v1-${told}` }));
      const next = plus(script.now, everyS * SECOND_MS);
      for (let { step } = script; script.now < next; { step } = script) {
        if (step.kind === 'await') script.now = step.until !== null && step.until < next ? step.until : next;
        else {
          script.ask(shows(refundSays('pending')));
          questions += 1;
        }
      }
    }
    expect(questions).toBeLessThan(40);
    expect(JSON.stringify(script.refund).length).toBeLessThan(5_000);
  });
});
