import { workflowInfo } from '@temporalio/workflow';
import { plus } from '../domain/values/time';
import type { Instant } from '../domain/values/time';

/*
 * The SDK's clock stands at the start of the present task, which is the same in a replay, but for one case: a local
 * activity that a task ends with, and whose result comes in the next one. There the clock reads the start of that next
 * task, and in a replay the end of the activity, seconds earlier when the server was slow or gone: what was due then is
 * not due now, and the replay fails. So after a local activity time is counted by what the activity itself has measured,
 * until the next task.
 */

/** What a local activity says of itself. */
interface Measured {
  readonly tookMs?: number;
}

/** One workflow's own: the SDK gives each its own modules. */
let measured: { readonly moment: string; readonly at: Instant } | null = null;

/** Tells an activation from the ones before and after it. */
const thisMoment = (): string => `${Date.now()} ${workflowInfo().historyLength}`;

/** The workflow's clock, the same on every replay. */
export const now = (): Instant => (measured?.moment === thisMoment() ? measured.at : new Date().toISOString());

/** Awaits a local activity that begins now, and lets the time pass that it took; where it failed, none. */
export async function locally<Result extends Measured>(activity: Promise<Result>): Promise<Result> {
  const startedAt = now();
  let tookMs: number | undefined = 0;
  try {
    const result = await activity;
    ({ tookMs } = result);
    return result;
  } finally {
    measured = tookMs === undefined ? null : { moment: thisMoment(), at: plus(startedAt, tookMs) };
  }
}
