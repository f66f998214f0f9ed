import type { Next } from '../../workflows/domain/call/due';
import { DAY_MS } from '../../workflows/domain/values/time';
import type { Instant } from '../../workflows/domain/values/time';
import { at, distance } from './clock';
import { fail } from './model';

/** States that were looked at: the core is pure, so once is enough. */
const checked = new WeakSet<object>();

/** Longer than anything waits for. */
const FOR_EVER_MS = 400 * DAY_MS;

/** Nothing may be due before `until`, and something has to be then: whoever lists deadlines beside the rules forgets one. */
export function checkUntil(state: object, until: Instant | null, next: (moment: Instant) => Next<unknown>): void {
  if (checked.has(state)) return;
  checked.add(state);
  if (until === null) {
    if ('step' in next(at(FOR_EVER_MS))) fail('Something is due although the core waits for nothing');
    return;
  }
  const untilMs = distance(until);
  if (untilMs <= 0) fail('The core waits for what is past');
  for (const ms of [Math.floor(untilMs / 2), untilMs - 1])
    if ('step' in next(at(ms))) fail('Something is due before the core looks again');
  if ('until' in next(until)) fail('Nothing is due when the core looks again');
}
