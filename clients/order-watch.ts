import { setTimeout as pause } from 'node:timers/promises';
import { TemporalUnavailable } from './order-errors';
import type { Look } from './order-reader';
import { READ_WITHIN_MS } from './orders';
import type { CallOptions, TrackedOrder, WatchOptions } from './orders';
import { canonical } from './request-identity';

const DEFAULT_EVERY_MS = 1_000;
const GROWTH = 1.5;
const LONGEST = 10;
/** Long enough for a deploy or a failover; a longer silence is a fault that somebody has to hear of. */
const PATIENCE_MS = 5 * 60_000;

/** Time as it passes; tests have another. */
export interface Time {
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** Rejects when the signal ends it. */
  readonly pause: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}
const REAL_TIME: Time = {
  now: () => performance.now(),
  pause: (ms, signal) => pause(ms, undefined, { ...(signal && { signal }) }),
};

type Looking = (options: CallOptions) => Promise<Pick<Look, 'order' | 'isOver'>>;

/**
 * See `Orders.watch`. Asking costs the server little and misses nothing that lasts; a change between two looks may pass
 * unseen.
 */
export async function* watchOrder(
  look: Looking,
  { signal, everyMs = DEFAULT_EVERY_MS }: WatchOptions = {},
  time = REAL_TIME,
): AsyncGenerator<TrackedOrder, void, void> {
  let pauseMs = everyMs;
  let shown: string | undefined;
  // A server that never answered is a wrong address, so the first look is not repeated.
  let patientUntilMs = -Infinity;
  while (!signal?.aborted) {
    const seen = await lookOnce(look, signal, time.now() < patientUntilMs);
    if (patientUntilMs === -Infinity) patientUntilMs = time.now() + PATIENCE_MS;
    if (seen?.order) {
      patientUntilMs = time.now() + PATIENCE_MS;
      const text = canonical(seen.order);
      if (text !== shown) {
        shown = text;
        pauseMs = everyMs;
        yield seen.order;
      }
      if (seen.isOver) return;
    } else if (seen && time.now() >= patientUntilMs) {
      throw new TemporalUnavailable('No worker answers for the order');
    }
    await time.pause(pauseMs, signal).catch(() => undefined);
    pauseMs = Math.min(pauseMs * GROWTH, everyMs * LONGEST);
  }
}

/** `undefined` when nobody answers for the moment. */
async function lookOnce(
  look: Looking,
  signal: AbortSignal | undefined,
  isPatient: boolean,
): Promise<Awaited<ReturnType<Looking>> | undefined> {
  try {
    return await look({ timeoutMs: READ_WITHIN_MS, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted || (isPatient && error instanceof TemporalUnavailable)) return undefined;
    throw error;
  }
}
