import { remembered } from '../../../clients/temporal/worker-probe';

/** A worker that is asked, and a clock. */
function asked() {
  let nowMs = 0;
  let times = 0;
  let outcome = Promise.resolve();
  const ask = () => {
    times += 1;
    return outcome;
  };
  const probe = remembered(ask, { upMs: 10, downMs: 2 }, () => nowMs);
  return {
    probe: () =>
      probe().then(
        () => 'up',
        () => 'down',
      ),
    times: () => times,
    pass: (ms: number) => void (nowMs += ms),
    answers: (next: Promise<void>) => void (outcome = next),
  };
}

describe('whether a worker answers', () => {
  it('is asked once for all who want to know at the same time', async () => {
    const { probe, times, answers } = asked();
    const answer = { give: (): void => undefined };
    answers(new Promise((resolve) => (answer.give = resolve)));
    const waiting = Promise.all([probe(), probe(), probe()]);
    answer.give();
    expect([await waiting, times()]).toEqual([['up', 'up', 'up'], 1]);
  });

  it('counts for a while, for a shorter one when none did', async () => {
    const { probe, times, pass, answers } = asked();
    await probe();
    pass(9);
    await probe();
    expect(times()).toBe(1);
    pass(1);
    answers(Promise.reject(new Error('late')));
    expect([await probe(), times()]).toEqual(['down', 2]);
    pass(1);
    expect([await probe(), times()]).toEqual(['down', 2]);
    pass(1);
    answers(Promise.resolve());
    expect([await probe(), times()]).toEqual(['up', 3]);
  });
});
