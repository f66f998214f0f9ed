import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { buyerReturned } from '../../../workflows/domain/order/events/told';
import { MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { waitingFor } from '../../../workflows/domain/order/view/waiting';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { START } from '../../support/core/words';

const comesBack = (isClaimed: boolean) => (order: Script['order'], now: string) => buyerReturned(order, isClaimed, now);
const pending = (order: Script) => snapshotAnswer(order.paid('pending', { updatedAt: START }));

/** Asks as long as something is to be asked at once. */
const askAll = (order: Script): Script => {
  for (let asked = 0; order.step.kind === 'ask' && asked < 9; asked += 1) order.ask(pending(order));
  return order;
};

describe('a browser that comes back', () => {
  it('makes us ask at once', () => {
    expect(anOrder().authenticating().message(comesBack(false)).step.kind).toBe('ask');
  });

  it('with a signed "authorised" is a claim: the order says so and keeps asking, until the gateway says so, too', () => {
    const order = askAll(anOrder().authenticating().message(comesBack(true)));
    expect(waitingFor(order.order)).toMatch(/which the buyer's browser says was authorised/);
    expect(order.take('await').until).toBe(plus(order.now, SECOND_MS));
    order.pass(SECOND_MS).ask(snapshotAnswer(order.paid('authorised')));
    expect(waitingFor(order.order)).not.toMatch(/browser/);
  });

  it('with anything else is no claim', () => {
    const order = askAll(anOrder().authenticating().message(comesBack(false)));
    expect(order.order.intents.claim).toBeNull();
  });

  it('claims once for each payment: a replay begins nothing anew', () => {
    const order = anOrder().authenticating().message(comesBack(true));
    const { claim } = order.order.intents;
    expect(order.pass(MINUTE_MS).message(comesBack(true)).order.intents.claim).toBe(claim);
  });

  it('claims nothing of an order that awaits no buyer', () => {
    const order = anOrder().held();
    expect(order.message(comesBack(true)).order).toBe(order.order);
    expect(order.order.intents.claim).toBeNull();
  });
});

describe('a buyer who is away', () => {
  it('is asked about after two minutes, then with doubling pauses', () => {
    const order = anOrder().authenticating();
    const at: number[] = [];
    for (let asked = 0; asked < 3; asked += 1) {
      const { until } = order.take('await');
      order.now = until ?? order.now;
      at.push((Date.parse(order.now) - Date.parse(START)) / MINUTE_MS);
      order.ask(pending(order));
    }
    expect(at).toEqual([2, 4, 8]);
  });

  it('is not asked about where the OTP is entered here', () => {
    expect(anOrder().otpAwaited().take('await').until).toBe(plus(START, DEFAULT_TIMING.paymentDeadlineMs));
  });
});
