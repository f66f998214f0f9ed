import { DEFAULT_TIMING } from '../../../workflows/domain/policy';
import { returned } from '../../../workflows/domain/returning';
import { MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/time';
import { waitingFor } from '../../../workflows/domain/waiting';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { START } from '../../support/core/words';

const comesBack = (status: string, errorCode?: string) => (order: Script['order'], now: string) =>
  returned(order, { status, errorCode }, now);
const pending = (order: Script) => snapshotAnswer(order.paid('PENDING', { updatedAt: START }));

/** Asks as long as something is to be asked at once. */
const askAll = (order: Script): Script => {
  for (let asked = 0; order.step.kind === 'inquire' && asked < 9; asked += 1) order.ask(pending(order));
  return order;
};

describe('a browser that comes back', () => {
  it('makes us ask at once', () => {
    expect(anOrder().authenticating().message(comesBack('FAILED', 'X')).step.kind).toBe('inquire');
  });

  it('with AUTHORIZED is a claim: the order says so and keeps asking, until the gateway says so, too', () => {
    const order = askAll(anOrder().authenticating().message(comesBack('AUTHORIZED')));
    expect(waitingFor(order.order)).toMatch(/which the buyer's browser says was authorised/);
    expect(order.take('await').until).toBe(plus(order.now, SECOND_MS));
    order.pass(SECOND_MS).ask(snapshotAnswer(order.paid('AUTHORIZED')));
    expect(waitingFor(order.order)).not.toMatch(/browser/);
  });

  it('with AUTHORIZED and an error code is no claim', () => {
    const order = askAll(anOrder().authenticating().message(comesBack('AUTHORIZED', 'PAYMENT_DECLINED')));
    expect(order.order.intents.claim).toBeNull();
  });

  it('claims once for each payment: a replay begins nothing anew', () => {
    const order = anOrder().authenticating().message(comesBack('AUTHORIZED'));
    const { claim } = order.order.intents;
    expect(order.pass(MINUTE_MS).message(comesBack('AUTHORIZED')).order.intents.claim).toBe(claim);
  });

  it('claims nothing of an order that awaits no buyer', () => {
    const order = anOrder().held();
    expect(order.message(comesBack('AUTHORIZED')).order).toBe(order.order);
    expect(order.order.intents.claim).toBeNull();
  });

  it('claims nothing of an order of release 0.1', () => {
    const order = anOrder({ timing: { awayAskMs: null } })
      .authenticating()
      .message(comesBack('AUTHORIZED'));
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
