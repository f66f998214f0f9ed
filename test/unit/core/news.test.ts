import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../../workflows/domain/gateway/outcomes';
import { ledgerOf } from '../../../workflows/domain/facts/ledger';
import { cancelRequested, captureRequested, deliveryConfirmed } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { decideAt } from '../../../workflows/domain/order/standing';
import { MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { timelineOf } from '../../../workflows/domain/order/view/timeline';
import { buyersTurn } from '../../../workflows/domain/order/view/buyers-turn';
import { declineOf, settledBy, stateOf } from '../../../workflows/domain/order/view/state';
import { waitingFor } from '../../../workflows/domain/order/view/waiting';
import { forgery } from '../../support/core/forgeries';
import { shuffled, trueHistory } from '../../support/core/histories';
import { anOrder, snapshotAnswer, withPayments } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { GATEWAY_ORDER_ID, says, START, TERMS } from '../../support/core/words';

const cancel = (order: Script['order'], now: string) => cancelRequested(order, 'asked for', now);
const capture = (order: Script['order'], now: string) => captureRequested(order, undefined, now);
const sent = (step: 'capture' | 'release'): Script => {
  const order = anOrder()
    .held()
    .message(step === 'capture' ? capture : cancel)
    .pass(SECOND_MS);
  order.take(step);
  return order;
};

/** An order, and what the gateway truly has. */
interface Standing {
  readonly order: () => Script;
  readonly truth: Answer;
}

const pending = says('pending', [{ status: 'pending', updatedAt: START }]);
const failed = says('attempted', [{ status: 'failed', updatedAt: START }]);
const held = says('authorised', [{ status: 'authorised', updatedAt: START }]);
const captured = anOrder().captured();
const released = says('voided', [{ status: 'voided', updatedAt: plus(START, SECOND_MS) }]);

const STANDINGS: Readonly<Record<string, Standing>> = {
  'not yet created': { order: () => anOrder(), truth: { kind: 'absent' } },
  'in doubt whether it exists': {
    order: () => {
      const order = anOrder();
      order.take('register');
      return order.unknown();
    },
    truth: snapshotAnswer(says('created')),
  },
  'to be paid': { order: () => anOrder({ cardRef: undefined }).registered(), truth: snapshotAnswer(says('created')) },
  'to be paid on a page of the gateway': {
    order: () => {
      const order = anOrder({ terms: { ...TERMS, checkout: 'hosted' }, cardRef: undefined });
      order.take('register');
      order.outcome({
        kind: 'linked',
        gatewayOrderId: GATEWAY_ORDER_ID,
        link: { url: 'https://api.pluralpay.in/page' },
      });
      return order.ask(snapshotAnswer(says('created')));
    },
    truth: snapshotAnswer(says('created')),
  },
  'in doubt whether it is being paid': {
    order: () => {
      const order = anOrder().readyToPay();
      order.take('pay');
      return order.unknown();
    },
    truth: snapshotAnswer(pending),
  },
  'with its buyer away': { order: () => anOrder().authenticating(), truth: snapshotAnswer(pending) },
  'with an OTP awaited': { order: () => anOrder().otpAwaited(), truth: snapshotAnswer(pending) },
  'with a payment that failed': { order: () => anOrder().authenticating().sees(failed), truth: snapshotAnswer(failed) },
  'on hold': { order: () => anOrder().held(), truth: snapshotAnswer(held) },
  'delivered and waiting': {
    order: () =>
      anOrder({ policy: { onDelivery: 'wait' } })
        .held()
        .message(deliveryConfirmed),
    truth: snapshotAnswer(held),
  },
  'whose capture is under way': { order: () => sent('capture'), truth: snapshotAnswer(held) },
  'whose capture does not get out': {
    order: () => sent('capture').outcome({ kind: 'notSent', code: 'no-token', retryAfterMs: MINUTE_MS }),
    truth: snapshotAnswer(held),
  },
  'whose capture is in doubt': { order: () => sent('capture').unknown(), truth: snapshotAnswer(held) },
  'whose capture is in doubt, and happened': {
    order: () => sent('capture').unknown(),
    truth: snapshotAnswer(captured),
  },
  'whose cancellation is in doubt': { order: () => sent('release').unknown(), truth: snapshotAnswer(held) },
  'whose cancellation was accepted, without effect': {
    order: () => sent('release').done(held).pass(DEFAULT_TIMING.quietMs.cancel),
    truth: snapshotAnswer(held),
  },
  'that is captured': { order: () => sent('capture').done(captured), truth: snapshotAnswer(captured) },
  'that is let go': { order: () => sent('release').done(released), truth: snapshotAnswer(released) },
  'that nobody paid': {
    order: () => {
      const order = anOrder().authenticating().message(cancel);
      order.take('giveUp');
      order.take('stopPayment');
      return order.outcome({ kind: 'rejected', code: 'OPERATION_NOT_ALLOWED' });
    },
    truth: snapshotAnswer(pending),
  },
  'that waits for a person': {
    order: () => {
      const order = sent('capture').outcome({ kind: 'rejected', code: 'INVALID_REQUEST' });
      order.ask(snapshotAnswer(held)).take('park');
      return order;
    },
    truth: snapshotAnswer(held),
  },
};

/** The gateway is asked, by the order itself if it wants to be. */
function answer(order: Script, truth: Answer): Script {
  const { about, now } = order;
  if (order.step.kind === 'ask') order.take('ask');
  return order.answer({ about, askedAt: now }, truth);
}

/** Everything but how often was asked. */
function seenOf({ order, now, step }: Script): object {
  const { intents, dialogue } = order;
  const view = [stateOf(order), settledBy(order), ledgerOf(order.facts), decideAt(order), declineOf(order)];
  const people = [waitingFor(order), buyersTurn(order), timelineOf(order)];
  const next = step.kind === 'ask' || step.kind === 'await' ? 'waits' : step;
  return { facts: order.facts, intents, open: [dialogue.call, dialogue.news], view, people, next, now };
}

describe('core rule 20: news is not fact', () => {
  it.each(Object.keys(STANDINGS))(
    'a forgery about an order %s leaves it as a question to the gateway would',
    (name) => {
      const { order: anew, truth } = STANDINGS[name] as Standing;
      fc.assert(
        fc.property(fc.array(forgery, { minLength: 1, maxLength: 3 }), (forgeries) => {
          const [told, untold] = [anew().pass(SECOND_MS), anew().pass(SECOND_MS)];
          for (const forged of forgeries) told.webhook(forged);
          // By itself it only makes the order ask.
          if (told.step.kind !== 'ask') assert.deepEqual(told.step, untold.step);
          else assert.ok(['ask', 'await', 'finish'].includes(untold.step.kind));
          // Two answers, because the first may be a stale read.
          for (const order of [told, untold]) answer(answer(order, truth).pass(5 * SECOND_MS), truth);
          assert.deepEqual(seenOf(told), seenOf(untold));
        }),
        { numRuns: 300 },
      );
    },
  );

  it('what was told is shown nowhere before the gateway says it', () => {
    const shows = ({ order }: Script) => [stateOf(order), settledBy(order), ledgerOf(order.facts), waitingFor(order)];
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(STANDINGS)), forgery, ({ order }, forged) => {
        assert.deepEqual(shows(order().webhook(forged)), shows(order()));
      }),
      { numRuns: 2_000 },
    );
  });

  it('a call in doubt is settled by no webhook, whatever it says', () => {
    const order = sent('capture').unknown().pass(DEFAULT_TIMING.quietMs.capture);
    for (const snapshot of [captured, held, released]) order.webhook(snapshot);
    order.ask({ kind: 'failed' });
    expect(order.order.dialogue.call?.state).toBe('unknown');
  });

  it('an order does not end while news is open', () => {
    const order = sent('capture').done(captured);
    expect(order.step).toEqual({ kind: 'finish' });
    order.webhook(says('captured', [{ status: 'authorised', ordinal: 2 }]));
    expect(order.step.kind).toBe('ask');
    expect(order.ask(snapshotAnswer(captured)).step.kind).toBe('await');
    expect(
      order
        .pass(5 * SECOND_MS)
        .ask(snapshotAnswer(captured))
        .take('finish'),
    ).toBeDefined();
  });
});

describe('core rule 20: nothing is asked', () => {
  it('when genuine webhooks are replayed, in any order, any number of times', () => {
    const replay = trueHistory.chain((history) =>
      fc.record({ history: fc.constant(history), replays: shuffled(history) }),
    );
    fc.assert(
      fc.property(replay, ({ history, replays }) => {
        const script = anOrder();
        script.order = withPayments();
        for (const snapshot of history) script.sees(snapshot);
        const { order } = script;
        for (const snapshot of replays) assert.equal(script.webhook(snapshot).order, order);
      }),
      { numRuns: 2_000 },
    );
  });

  it('where the answer to a call said it already, or says it before there was time to ask', () => {
    const order = sent('capture');
    expect(order.webhook(captured).step).toEqual({ kind: 'await', until: null });
    expect(order.done(captured).step).toEqual({ kind: 'finish' });
    expect(order.webhook(captured).step).toEqual({ kind: 'finish' });
  });
});

describe('core rule 20: news', () => {
  const cancelled = says('voided', [{ status: 'voided', updatedAt: plus(START, SECOND_MS) }]);

  it('is asked about at once, once more where that answer may be stale, and then forgotten', () => {
    const order = anOrder().held().pass(MINUTE_MS).webhook(cancelled).ask(snapshotAnswer(held));
    expect(order.order.dialogue.news).not.toBeNull();
    expect(order.take('await').until).toBe(plus(order.now, 5 * SECOND_MS));
    order.pass(5 * SECOND_MS).ask(snapshotAnswer(held));
    expect(order.order.dialogue.news).toBeNull();
    expect(order.take('await').until).toBe(decideAt(order.order));
  });

  it('is forgotten at once when the gateway says the same', () => {
    const order = anOrder().held().pass(MINUTE_MS).webhook(cancelled).ask(snapshotAnswer(cancelled));
    expect(order.order.dialogue.news).toBeNull();
    expect(stateOf(order.order)).toBe('released');
  });
});
