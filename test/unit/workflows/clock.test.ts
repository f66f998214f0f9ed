import { locally, now } from '../../../workflows/engine/clock';

let historyLength = 3;
jest.mock('@temporalio/workflow', () => ({ workflowInfo: () => ({ historyLength }) }));
beforeEach(() => jest.useFakeTimers({ now: Date.UTC(2026, 0, 5) }));
afterEach(() => jest.useRealTimers());

/** A task of the workflow begins so much later. */
function nextTask(afterMs: number): void {
  historyLength += 3;
  jest.setSystemTime(Date.now() + afterMs);
}

/** What the clock reads after a local activity of 40 ms whose result comes so much later, and in the next task. */
async function readings(resultAfterMs: number): Promise<[string, string]> {
  jest.setSystemTime(Date.UTC(2026, 0, 5));
  let finish: (result: { tookMs: number }) => void = () => undefined;
  const activity = locally(new Promise<{ tookMs: number }>((resolve) => (finish = resolve)));
  nextTask(resultAfterMs);
  finish({ tookMs: 40 });
  await activity;
  const after = now();
  nextTask(10_000 - resultAfterMs);
  return [after, now()];
}

describe("the workflow's clock", () => {
  it('reads the same after a local activity, whenever its result is delivered, as in a replay at once', async () => {
    expect(await readings(2_500)).toEqual(await readings(40));
    expect((await readings(2_500))[0]).toBe('2026-01-05T00:00:00.040Z');
  });

  it("is the SDK's again in the next task", async () => {
    expect((await readings(2_500))[1]).toBe('2026-01-05T00:00:10.000Z');
  });

  it('lets no time pass in a local activity that failed', async () => {
    const failed = locally(Promise.reject<{ tookMs: number }>(new Error('time-out')));
    nextTask(4_000);
    await expect(failed).rejects.toThrow('time-out');
    expect(now()).toBe('2026-01-05T00:00:00.000Z');
  });

  it("is the SDK's after an activity of an older release, which did not say how long it took", async () => {
    const activity = locally(Promise.resolve({}));
    nextTask(4_000);
    await activity;
    expect(now()).toBe('2026-01-05T00:00:04.000Z');
  });

  it('counts on where one local activity follows another', async () => {
    await locally(Promise.resolve({ tookMs: 40 }));
    await locally(Promise.resolve({ tookMs: 60 }));
    expect(now()).toBe('2026-01-05T00:00:00.100Z');
  });
});
