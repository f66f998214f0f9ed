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

/** Days pass in a moment, also on a busy machine. */
const STANDSTILL_MS = 60_000;

/**
 * The server of virtual time loses a workflow task now and then on a busy machine (seen twice: started, and neither over
 * nor timed out while 20 minutes passed). Its time stands still from then on, for all orders.
 */
export class TimeStandsStill extends Error {
  override readonly name = 'TimeStandsStill';
}

/** @throws TimeStandsStill */
export async function sleepIn(environment: TestWorkflowEnvironment, durationMs: number): Promise<void> {
  if (!environment.supportsTimeSkipping) return environment.sleep(durationMs);
  const endMs = Date.now() + STANDSTILL_MS;
  try {
    await environment.connection.withDeadline(endMs, () => environment.sleep(durationMs));
  } catch (error) {
    // The server cancels the call a moment before its deadline.
    throw Date.now() > endMs - STANDSTILL_MS / 10
      ? new TimeStandsStill(`${durationMs} ms did not pass within ${STANDSTILL_MS} ms`, { cause: error })
      : error;
  }
}
