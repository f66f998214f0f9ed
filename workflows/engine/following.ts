import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Next } from '../domain/call/due';
import type { Instant } from '../domain/values/time';
import { createAlarm } from './alarm';
import { now } from './clock';
import type { Display } from './display';
import { leaveRunWhenLong } from './leaving';
import type { Leaving } from './leaving';

/** What a workflow follows to its end, an order or a refund, while handlers change it. */
export interface Followed<Matter, Step extends { readonly kind: string }> {
  /** The matter as it stands. It never changes in place: every event makes another one. */
  readonly current: () => Matter;
  readonly next: (matter: Matter, now: Instant) => Next<Step | Finish>;
  /** Writes the step down, before it is done. */
  readonly begin: (step: Step) => void;
  /** Does the step, and takes in what came of it. */
  readonly act: (step: Step) => Promise<void>;
  readonly display: Display<Matter>;
  /** What the matter waits for: the label of its timer. */
  readonly waitsFor: (matter: Matter) => string;
  /** Runs when the matter has ended, before callers hear of it. */
  readonly ending?: () => Promise<void>;
  /** How the workflow goes on in a new run when its history has grown long; left out: it never does. */
  readonly leaving?: Leaving;
}

export interface Finish {
  readonly kind: 'finish';
}

/** Observe, decide, act: until the core says that it is over, and whoever waits has been answered. */
export async function follow<Matter, Step extends { readonly kind: string }>(
  followed: Followed<Matter, Step>,
): Promise<void> {
  const { current, next, begin, act, display, waitsFor, ending, leaving } = followed;
  const alarm = createAlarm();
  for (;;) {
    const due = next(current(), now());
    if ('until' in due) {
      const matter = current();
      // Only at rest: states that pass in a moment are not worth an action.
      display.atRest(matter);
      alarm.set(due.until, now(), waitsFor(matter));
      const isNew = (): boolean => current() !== matter || alarm.hasRung();
      await (leaving ? leaveRunWhenLong(leaving, isNew) : condition(isNew));
    } else if (isFinish(due.step)) {
      const matter = current();
      display.atRest(matter);
      await ending?.();
      await condition(() => allHandlersFinished() || current() !== matter);
      // Messages that came while the last callers were answered may have changed everything.
      if (allHandlersFinished() && current() === matter) return;
    } else {
      begin(due.step);
      display.show(current());
      await act(due.step);
    }
  }
}

const isFinish = (step: { readonly kind: string }): step is Finish => step.kind === 'finish';
