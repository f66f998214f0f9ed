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

export interface Caller extends Patience {
  /** A question changes nothing, and an order in doubt waits for its answer: it goes first. @default false */
  readonly isQuestion?: boolean;
}

/**
 * Waits for the turn of a call. The function that it gives ends the call's part. `undefined`: the turn does not come in
 * time.
 */
export type Throttle = (caller: Caller) => Promise<(() => void) | undefined>;

/** Calls of one kind, first come, first served. */
interface Line {
  readonly waiting: Set<() => void>;
  underWay: number;
}

/** After a quiet time, the calls of so much time may begin at once. */
const BURST_MS = 250;
/** The most of the room that writes may take, each perhaps for half a minute: the rest is kept for questions. */
const WRITES_PART = 3 / 4;
/** One of so many calls may be a write, however many questions wait. */
const WRITE_EVERY = 4;
/** How soon to look again where there is no room: the share grows when the fleet shrinks. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Keeps the calls to the gateway within limits: a thousand deadlines at once must not become a storm that the gateway
 * answers with refusals. The limits are the fleet's: each worker takes its share of them. Questions go first, and
 * writes that get no answer never take all the room, so that a doubt is asked about in time.
 */
export function createThrottle(options: ThrottleOptions): Throttle {
  const { maxConcurrent, maxPerSecond, fleetSize = () => 1, clock = () => performance.now() } = options;
  const share = (limit: number): number => limit / Math.max(1, fleetSize());
  const pace = createPace(() => share(maxPerSecond), clock);
  const questions: Line = { waiting: new Set(), underWay: 0 };
  const writes: Line = { waiting: new Set(), underWay: 0 };
  let begun = 0;
  let wakeUp: NodeJS.Timeout | undefined;

  const next = (): Line | undefined => {
    const room = Math.max(1, Math.floor(share(maxConcurrent)));
    return nextOf(questions, writes, room, begun % WRITE_EVERY === WRITE_EVERY - 1);
  };
  const serve = (): void => {
    clearTimeout(wakeUp);
    let line = next();
    for (; line && pace.delayMs() === 0; line = next()) {
      line.underWay += 1;
      begun += 1;
      pace.step();
      const [start] = line.waiting;
      start?.();
    }
    if (!waitingOf(questions, writes)) return;
    wakeUp = setTimeout(serve, line ? Math.ceil(pace.delayMs()) : LOOK_AGAIN_MS);
    wakeUp.unref();
  };
  const leave = (line: Line): void => {
    line.underWay -= 1;
    serve();
  };

  return async ({ isQuestion, ...patience }) => {
    const line = isQuestion ? questions : writes;
    return (await waitIn(line.waiting, patience, serve)) ? once(() => leave(line)) : undefined;
  };
}

/** The line from which the next call comes, where somebody waits and there is room. */
function nextOf(questions: Line, writes: Line, room: number, isWritesTurn: boolean): Line | undefined {
  const roomForWrites = Math.max(1, Math.floor(room * WRITES_PART));
  // Writes that began in a larger room take nothing of the part that is kept for questions.
  if (questions.underWay + Math.min(writes.underWay, roomForWrites) >= room) return undefined;
  if (writes.underWay >= roomForWrites) return waitingOf(questions);
  return isWritesTurn ? waitingOf(writes, questions) : waitingOf(questions, writes);
}

/** The first line in which somebody waits. */
const waitingOf = (...lines: readonly Line[]): Line | undefined => lines.find(({ waiting }) => waiting.size > 0);

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
