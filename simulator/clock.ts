/** Time as the simulator sees it. Injected, so that tests in virtual time can drive it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `act` once, `delayMs` from now; the returned function calls it off. */
  after(delayMs: number, act: () => void): () => void;
}

/** Real timers; `now` may come from elsewhere, such as the time of a time-skipping server. */
export function realClock(now: () => number = Date.now): Clock {
  return {
    now,
    after(delayMs, act) {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands still until `advance` moves it; timers that fall due run in their order. */
export class ManualClock implements Clock {
  #nowMs: number;
  #timers: { dueMs: number; act: () => void }[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** How many timers wait: lets a test await that something has been scheduled. */
  get waiting(): number {
    return this.#timers.length;
  }

  after(delayMs: number, act: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.act();
    }
    this.#nowMs = endMs;
  }
}

/** The simulator's own clock: the given one plus an offset, by which the control API lets days pass. Ends its timers on `stop`. */
export class ShiftedClock implements Clock {
  offsetMs = 0;
  readonly #base: Clock;
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    return this.#base.now() + this.offsetMs;
  }

  after(delayMs: number, act: () => void): () => void {
    if (this.#stopped) return () => undefined;
    const cancelTimer = this.#base.after(delayMs, () => {
      this.#cancels.delete(cancel);
      act();
    });
    const cancel = (): void => {
      this.#cancels.delete(cancel);
      cancelTimer();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  /** Calls off what waits. */
  clear(): void {
    for (const cancel of [...this.#cancels]) cancel();
  }

  /** No timer runs any more, neither a waiting nor a new one. */
  stop(): void {
    this.#stopped = true;
    this.clear();
  }
}
