import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { PluralGateway } from '../../activities/gateway';

/** The clock of a test's gateway follows the one of its orders, which may skip time. */

interface FollowingClock {
  now(): number;
  sync(): Promise<void>;
}

export function clockOf(environment: TestWorkflowEnvironment): FollowingClock {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    async sync() {
      aheadMs = (await environment.currentTimeMs()) - Date.now();
    },
  };
}

/** Time is skipped while nobody looks: before each call the gateway's clock is set to that of the orders. */
export const inStep = (gateway: PluralGateway, clock: FollowingClock): PluralGateway =>
  new Proxy(gateway, {
    get:
      (target, name: keyof PluralGateway) =>
      async (...args: never[]) => {
        await clock.sync();
        return (target[name] as (...args: never[]) => unknown)(...args);
      },
  });

/** Days pass in a moment, unless something that is under way makes time stand still: then the test is to say so. */
const STANDSTILL_MS = 90_000;

export const sleepIn = (environment: TestWorkflowEnvironment, durationMs: number): Promise<void> =>
  environment.supportsTimeSkipping
    ? environment.connection.withDeadline(Date.now() + STANDSTILL_MS, () => environment.sleep(durationMs))
    : environment.sleep(durationMs);
