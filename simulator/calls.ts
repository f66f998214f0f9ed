import type { Operation } from './model';

const CALLS_KEPT = 100_000;

/** A call of the merchant as it was seen here. Instants by the simulator's clock, in epoch milliseconds. */
export interface SeenCall {
  readonly operation: Operation;
  readonly reference: string | null;
  readonly orderId: string | null;
  readonly requestId: string | null;
  /** What went wrong with it. */
  readonly fault: string | null;
  readonly atMs: number;
  /** When it was answered, or its connection ended without an answer. */
  endedAtMs: number | null;
  answered: boolean;
}

/** What came in, and when it ended: the only clock that sees both ends of a call. */
export class CallLog {
  #calls: SeenCall[] = [];

  note(call: SeenCall): void {
    this.#calls.push(call);
    if (this.#calls.length > CALLS_KEPT) this.#calls.shift();
  }

  list(reference?: string): readonly SeenCall[] {
    return reference === undefined ? this.#calls : this.#calls.filter((call) => call.reference === reference);
  }

  clear(): void {
    this.#calls = [];
  }
}

interface HeldCall {
  readonly operation: Operation;
  readonly reference: string | null;
  readonly go: (how: Release) => void;
}

/** How a call ends its stand: carried on, or its connection is reset. */
export type Release = 'on' | 'cut';

/** Calls that stand still until they are released. */
export class HeldCalls {
  #held: HeldCall[] = [];

  /** Resolves when the call is released, with how it goes on. */
  wait(operation: Operation, reference: string | null): Promise<Release> {
    return new Promise((resolve) => this.#held.push({ operation, reference, go: resolve }));
  }

  list(): { operation: Operation; reference: string | null }[] {
    return this.#held.map(({ operation, reference }) => ({ operation, reference }));
  }

  /** Lets those of one order go on, or all; or cuts them off, all at once. Says how many. */
  release(reference?: string, how: Release = 'on'): number {
    const going = this.#held.filter((call) => reference === undefined || call.reference === reference);
    this.#held = this.#held.filter((call) => !going.includes(call));
    for (const { go } of going) go(how);
    return going.length;
  }
}
