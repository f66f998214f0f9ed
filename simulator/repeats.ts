import { createHmac, randomBytes } from 'node:crypto';
import type { SeenCall } from './calls';

/** A call that was no repeat of the one that came first under its own reference. */
export interface ChangedRepeat extends SeenCall {
  readonly ownReference: string;
}

/** Whether a mutating call that comes again is the same request again. Unlike the log of calls, it forgets none. */
export class Repeats {
  // Random, and of this process only: a body holds a card, which must not be found by trying cards.
  readonly #key = randomBytes(32);
  readonly #fingerprints = new Map<string, string>();
  #changed: { call: SeenCall; ownReference: string }[] = [];

  /** Notes a call under its own reference, with its body as it came in. */
  note(call: SeenCall, ownReference: string, body: unknown): void {
    const name = `${call.operation} ${ownReference}`;
    const fingerprint = createHmac('sha256', this.#key)
      .update(body === undefined ? '' : JSON.stringify(body))
      .digest('base64');
    const first = this.#fingerprints.get(name);
    if (first === undefined) this.#fingerprints.set(name, fingerprint);
    else if (first !== fingerprint) this.#changed.push({ call, ownReference });
  }

  /** Those that carried another body than the first. */
  changed(): ChangedRepeat[] {
    return this.#changed.map(({ call, ownReference }) => ({ ...call, ownReference }));
  }

  clear(): void {
    this.#fingerprints.clear();
    this.#changed = [];
  }
}
