import { workflowInfo } from '@temporalio/workflow';
import { plus } from '../domain/values/time';
import type { Instant } from '../domain/values/time';

/*
 * The SDK's clock stands at the start of the present task, which is the same in a replay, but for one case: a local
 * activity at the end of a task, whose result comes in the next one. There the clock reads the start of that next task,
 * but in a replay the end of the activity, seconds earlier when the server was slow or gone: what was due at first may
 * not be due in the replay, which then fails. So after a local activity, and until the next task, time is counted by
 * what the activity itself has measured.
 */

/** How long a local activity took, as it says itself. */
interface Measured {
  readonly tookMs?: number;
}

/** Belongs to one workflow: the SDK gives each its own modules. */
let measured: { readonly moment: string; readonly at: Instant } | null = null;

/** Tells an activation from the ones before and after it. */
const thisMoment = (): string => `${Date.now()} ${workflowInfo().historyLength}`;

/** The workflow's clock, the same on every replay. */
export const now = (): Instant => (measured?.moment === thisMoment() ? measured.at : new Date().toISOString());

/**
 * Awaits a local activity that begins now, and moves the clock on by the time that it took; by none where it failed.
 */
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
