import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { msBetween } from '../domain/values/time';
import type { Instant } from '../domain/values/time';

/**
 * One timer for one deadline: setting the same instant again keeps the timer that runs, so turns of the loop cost none.
 */
export interface Alarm {
  /** `summary` is the timer's label in the Web UI. */
  set(at: Instant | null, now: Instant, summary: string): void;
  hasRung(): boolean;
}

export function createAlarm(): Alarm {
  let target: Instant | null = null;
  let running: CancellationScope | null = null;
  let rung = false;

  const ring = async (scope: CancellationScope, afterMs: number, summary: string): Promise<void> => {
    try {
      await scope.run(() => sleep(afterMs, { summary }));
      if (running !== scope) return;
      rung = true;
      target = null;
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  };

  return {
    set(at, now, summary) {
      rung = false;
      if (at === target) return;
      running?.cancel();
      target = at;
      running = at === null ? null : new CancellationScope();
      if (running && at !== null) void ring(running, Math.max(1, msBetween(now, at)), summary);
    },
    hasRung: () => rung,
  };
}
