import { setTimeout as pause } from 'node:timers/promises';
import { randomOf } from '../../../simulator/rules';
import type { System } from '../../support/system';

export type Victim = 'worker' | 'temporal';

/** Kills the worker and the dev server at random moments, as nobody can catch it, one after the other. */
export class Monkey {
  readonly kills: Record<Victim, number> = { worker: 0, temporal: 0 };
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  /** @param pauses the shortest and the longest between a recovery and the next kill, in milliseconds */
  constructor(system: System, seed: number, pauses: readonly [number, number]) {
    this.#done = this.#rage(system, randomOf(`monkey|${seed}`), pauses);
  }

  /** Resolves when what was killed last is back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #rage(system: System, random: () => number, [shortest, longest]: readonly [number, number]): Promise<void> {
    const { signal } = this.#stopping;
    // The first two, so that a short run meets both.
    const first: Victim[] = ['worker', 'temporal'];
    while (!signal.aborted) {
      await pause(shortest + random() * (longest - shortest), undefined, { signal }).catch(() => undefined);
      const victim = first.shift() ?? (random() < 0.7 ? 'worker' : 'temporal');
      if (signal.aborted) return;
      await system.kill(victim);
      this.kills[victim] += 1;
    }
  }
}
