import { otpRef } from '../../support/secret-refs';
import { captureRequested, cancelRequested, canCapture } from '../../../workflows/domain/order/events/requests';
import { orderRevived } from '../../../workflows/domain/order/events/told';
import { MINUTE_MS, plus } from '../../../workflows/domain/values/time';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { ledgerOf } from '../../../workflows/domain/facts/ledger';
import { otpEntered } from '../../../workflows/domain/order/events/otp';
import type { Answer } from '../../../workflows/domain/gateway/outcomes';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says } from '../../support/core/words';

/* A revived order asks before it sends. */

const WISH = { actor: 'nina', reason: 'terminated by mistake' };
const QUIET_MS = DEFAULT_TIMING.quietMs.capture;

const revive = (script: Script): Script =>
  script.pass(MINUTE_MS).message((order, now) => orderRevived(order, WISH, false, now));
const reviveBlind = (): Script => anOrder().message((order, now) => orderRevived(order, WISH, true, now));
const toCapture = (): Script =>
  anOrder()
    .held()
    .message((order, now) => captureRequested(order, undefined, now));
const toRelease = (): Script =>
  anOrder()
    .held()
    .message((order, now) => cancelRequested(order, 'x', now));
const stillHeld = (script: Script) => snapshotAnswer(script.paid('authorised'));

describe('core rule 21: a revived order', () => {
  it.each<[string, () => Script, string, (script: Script) => Answer]>([
    ['a capture that was asked for', toCapture, 'capture', stillHeld],
    ['a release that was asked for', toRelease, 'release', stillHeld],
    ['a payment', () => anOrder().readyToPay(), 'pay', () => snapshotAnswer(says('created'))],
    ['the order itself', () => anOrder(), 'register', () => ({ kind: 'absent' })],
  ])('sends %s only after an answer to a question asked since then', (_what, before, step, shown) => {
    const script = before();
    expect(script.step.kind).toBe(step);
    revive(script).ask({ kind: 'failed' });
    expect(script.step.kind).toBe('await');
    script.answer({ about: null, askedAt: plus(script.now, -1) }, shown(script));
    expect(script.step.kind).toBe('await');
    script.pass(MINUTE_MS).ask(shown(script));
    expect(script.step.kind).toBe(step);
  });

  it('has a call that was under way in doubt, as of its revival: only after its whole quiet period is it sent again', () => {
    const script = toCapture();
    script.take('capture');
    revive(script).ask(stillHeld(script));
    expect(script.order.dialogue.call).toMatchObject({ state: 'unknown', since: script.now, sends: 1 });
    script.pass(QUIET_MS - 1).ask(stillHeld(script));
    expect(script.step.kind).toBe('await');
    script.pass(1).ask(stillHeld(script));
    expect(script.take('capture')).toMatchObject({ reference: 'order-1-c1' });
    expect(script.order.dialogue.call).toMatchObject({ sends: 2 });
  });

  it('does not send again what had happened', () => {
    const script = toCapture();
    script.take('capture');
    revive(script).ask(snapshotAnswer(script.captured()));
    expect(script.step.kind).toBe('finish');
  });

  it('never sends an accepted capture again', () => {
    const script = toCapture();
    script.take('capture');
    script.done(script.paid('authorised'));
    revive(script).ask(stillHeld(script)).pass(QUIET_MS).ask(stillHeld(script));
    expect(script.order.dialogue.call?.state).toBe('accepted');
    expect(script.step.kind).toBe('await');
  });

  it('asks before it repeats what had been proved not to have happened', () => {
    const script = toCapture();
    script.take('capture');
    script.outcome({ kind: 'notSent', code: 'no-token' });
    revive(script);
    expect(script.step.kind).toBe('ask');
    script.ask(stillHeld(script));
    expect(script.step.kind).toBe('capture');
  });

  it('does not know whether an OTP that was entered arrived', () => {
    const script = anOrder().otpAwaited();
    script.message((order, now) => otpEntered(order, { id: 'otp-1', otpRef: otpRef('otp-1') }, now));
    expect(script.step.kind).toBe('submitOtp');
    revive(script).ask(snapshotAnswer(script.paid('pending')));
    expect(script.step.kind).toBe('await');
    expect(script.order.intents.otp).toMatchObject({ state: 'doubtful' });
  });

  it('tells who revived it and why', () => {
    expect(revive(toCapture()).order.intents.log.at(-1)?.what).toBe('nina revived it: terminated by mistake');
  });
});

describe('an order that is revived without what its workflow knew', () => {
  const shown = (): Script => {
    const script = reviveBlind();
    script.take('park');
    return script.ask(stillHeld(script));
  };

  it('adopts what the gateway shows, and decides nothing by itself, however late it gets', () => {
    const script = shown();
    expect(ledgerOf(script.order.facts).heldMinor).toBe(10_000);
    for (const waitMs of [QUIET_MS, 0, DEFAULT_TIMING.holdWindowMs]) {
      script.pass(waitMs);
      while (script.step.kind === 'ask') script.ask(stillHeld(script));
      expect(script.step.kind).toBe('await');
    }
  });

  it('takes a capture or a cancellation from a person, and carries it out only after a whole quiet period', () => {
    for (const [wish, step] of [
      [(script: Script) => script.message((order, now) => captureRequested(order, undefined, now)), 'capture'],
      [(script: Script) => script.message((order, now) => cancelRequested(order, 'x', now)), 'release'],
    ] as const) {
      const script = shown();
      expect(canCapture(script.order, undefined)).toEqual({ ok: true });
      wish(script);
      expect(script.step.kind).toBe('await');
      script.pass(QUIET_MS).ask(stillHeld(script));
      expect(script.step.kind).toBe(step);
    }
  });

  it('neither registers nor pays anything anew', () => {
    const script = reviveBlind();
    script.take('park');
    script.ask({ kind: 'absent' }).pass(QUIET_MS).ask({ kind: 'absent' });
    expect(script.step.kind).toBe('await');
  });

  it('needs nobody any more when the gateway shows that it is settled', () => {
    const script = reviveBlind();
    script.take('park');
    script.ask(snapshotAnswer(script.captured())).take('unpark');
    expect(script.step.kind).toBe('finish');
  });
});
