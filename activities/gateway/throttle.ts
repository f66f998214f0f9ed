/** How many calls a whole fleet of workers may have under way, and begin in a second. */
export interface ThrottleLimits {
  readonly maxConcurrent: number;
  readonly maxPerSecond: number;
}

export interface ThrottleOptions extends ThrottleLimits {
  /** Among how many workers the limits are shared, asked anew at each call. @default 1 */
  readonly fleetSize?: () => number;
  /** Milliseconds, of a clock that never goes back. @default performance.now */
  readonly clock?: () => number;
}

/** Until when a call may wait for its turn. */
interface Patience {
  /** Epoch milliseconds. */
  readonly notAfterMs?: number;
  readonly signal?: AbortSignal;
}

/** Waits for the turn of a call; what it gives ends the call's part. `undefined`: its turn does not come in time. */
export type Throttle = (patience: Patience) => Promise<(() => void) | undefined>;

/** After a quiet time so much of a second's calls may begin at once. */
const BURST_MS = 250;

/**
 * Keeps the calls to the gateway within limits, first come, first served: a thousand deadlines at once must not become a
 * storm that the gateway answers with refusals. The limits are the fleet's: each worker takes its share of them.
 */
export function createThrottle(options: ThrottleOptions): Throttle {
  const { maxConcurrent, maxPerSecond, fleetSize = () => 1, clock = () => performance.now() } = options;
  const share = (limit: number): number => limit / Math.max(1, fleetSize());
  const pace = createPace(() => share(maxPerSecond), clock);
  const queue = new Set<() => void>();
  let underWay = 0;
  let wakeUp: NodeJS.Timeout | undefined;

  const serve = (): void => {
    clearTimeout(wakeUp);
    for (const start of queue) {
      if (underWay >= Math.max(1, Math.floor(share(maxConcurrent)))) return;
      const inMs = pace.delayMs();
      if (inMs > 0) {
        wakeUp = setTimeout(serve, Math.ceil(inMs));
        return;
      }
      queue.delete(start);
      underWay += 1;
      pace.step();
      start();
    }
  };
  const leave = (): void => {
    underWay -= 1;
    serve();
  };

  return (patience) => waitIn(queue, patience, serve).then((isTurn) => (isTurn ? once(leave) : undefined));
}

/** Spaces calls evenly, but for a short burst. */
function createPace(perSecond: () => number, clock: () => number): { delayMs(): number; step(): void } {
  let nextAtMs = -Infinity;
  return {
    delayMs: () => Math.max(0, nextAtMs - BURST_MS - clock()),
    step: () => void (nextAtMs = Math.max(nextAtMs, clock()) + 1_000 / perSecond()),
  };
}

/** Whether the turn came in time. */
function waitIn(queue: Set<() => void>, { notAfterMs, signal }: Patience, serve: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const start = (): void => settle(true);
    const giveUp = (): void => settle(false);
    const timer = notAfterMs === undefined ? undefined : setTimeout(giveUp, Math.max(0, notAfterMs - Date.now()));
    function settle(isTurn: boolean): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      queue.delete(start);
      resolve(isTurn);
    }
    signal?.addEventListener('abort', giveUp, { once: true });
    queue.add(start);
    if (signal?.aborted) giveUp();
    else serve();
  });
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
