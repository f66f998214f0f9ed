import { HOUR_MS, MINUTE_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import { says, START } from '../../support/core/words';

const held = says('authorised', [{ status: 'authorised', updatedAt: START }]);

describe('core rule 20: forgeries in a row', () => {
  it('wait ever longer for their question, up to an hour, once one came to nothing', () => {
    const order = anOrder().held().pass(MINUTE_MS);
    const waitedS = Array.from({ length: 12 }, (_, at) => {
      order.webhook(says('authorised', [{ status: 'authorised', ordinal: at + 2 }]));
      const heardAt = order.now;
      if (order.step.kind === 'await') order.now = order.step.until ?? '';
      const waitedMs = msBetween(heardAt, order.now);
      order.ask(snapshotAnswer(held)).pass(5 * SECOND_MS);
      order.ask(snapshotAnswer(held));
      return waitedMs / SECOND_MS;
    });
    expect(waitedS).toEqual([0, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600]);
  });

  it.each([1, 4, 60])('every %i s cost some questions an hour, and no space', (everyS) => {
    const order = anOrder().held().pass(MINUTE_MS);
    const until = plus(order.now, HOUR_MS);
    let questions = 0;
    for (let told = 0; order.now < until; told += 1) {
      order.webhook(says('captured', [{ status: 'captured', ordinal: told + 2 }]));
      const next = plus(order.now, everyS * SECOND_MS);
      for (let { step } = order; order.now < next; { step } = order) {
        if (step.kind === 'await') order.now = step.until !== null && step.until < next ? step.until : next;
        else {
          order.ask(snapshotAnswer(held));
          questions += 1;
        }
      }
    }
    expect(questions).toBeLessThan(25);
    expect(JSON.stringify(order.order).length).toBeLessThan(20_000);
  });
});
