import { cancelRequested, captureRequested } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { SECOND_MS } from '../../../workflows/domain/values/time';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';

const { quietMs } = DEFAULT_TIMING;

/** The gateway answers 200, and the hold lives on. */
const accepted = (order: Script, step: 'capture' | 'release'): Script => {
  order.take(step);
  return order.done(order.paid('authorised'));
};
const stillHeld = (order: Script): Script => order.ask(snapshotAnswer(order.paid('authorised')));

describe('core rule 18: an accepted cancel without effect is no release', () => {
  const cancelled = (): Script =>
    anOrder()
      .held()
      .message((order, now) => cancelRequested(order, 'asked for', now));

  it('it is asked about, and not sent again before its quiet period is over', () => {
    const order = stillHeld(accepted(cancelled(), 'release').pass(SECOND_MS));
    expect([order.order.dialogue.call?.state, order.step.kind]).toEqual(['accepted', 'await']);
    const early = { about: order.about, askedAt: order.pass(quietMs.cancel - SECOND_MS - 1).now };
    order.pass(SECOND_MS).answer(early, snapshotAnswer(order.paid('authorised')));
    expect(order.order.dialogue.call?.state).toBe('accepted');
  });

  it('it is sent three times in all, each after proof, and then a person is called', () => {
    const order = cancelled();
    for (let sent = 0; sent < 3; sent += 1) stillHeld(accepted(order, 'release').pass(quietMs.cancel));
    expect(order.take('park').trouble.code).toBe('cancel-in-vain');
    expect(order.step.kind).toBe('await');
  });

  it('a hold that goes meanwhile ends it, and nothing is sent again', () => {
    const order = accepted(cancelled(), 'release').pass(quietMs.cancel);
    order.ask(snapshotAnswer(order.paid('voided')));
    expect(order.step).toEqual({ kind: 'finish' });
  });
});

it('an accepted capture without effect is never sent again', () => {
  const order = anOrder()
    .held()
    .message((before, now) => captureRequested(before, undefined, now));
  stillHeld(accepted(order, 'capture').pass(quietMs.capture));
  expect([order.order.dialogue.call?.state, order.step.kind]).toEqual(['accepted', 'await']);
});
