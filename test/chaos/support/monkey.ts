import { setTimeout as pause } from 'node:timers/promises';
import { randomOf } from '../../../simulator/rules';
import type { System } from '../../support/system';

export type Victim = 'worker' | 'temporal';

const FIRST_PAUSES_MS = [5_000, 9_000] as const;

/** Kills the worker and the dev server at random moments, as nobody can catch it, one after the other. */
export class Monkey {
  readonly kills: Record<Victim, number> = { worker: 0, temporal: 0 };
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  /** `pausesMs`: the shortest and the longest between a recovery and the next kill, after the first three. */
  constructor(system: System, seed: number, bounds: { pausesMs: readonly [number, number]; atMost: number }) {
    this.#done = this.#rage(system, randomOf(`monkey|${seed}`), bounds);
  }

  /** Resolves when what was killed last is back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #rage(
    system: System,
    random: () => number,
    { pausesMs, atMost }: { pausesMs: readonly [number, number]; atMost: number },
  ): Promise<void> {
    const { signal } = this.#stopping;
    const isOver = (): boolean => signal.aborted;
    // The first three, so that a short run meets both.
    const first: Victim[] = ['worker', 'temporal', 'worker'];
    for (let kills = 0; kills < atMost && !isOver(); kills += 1) {
      const [shortest, longest] = first.length > 0 ? FIRST_PAUSES_MS : pausesMs;
      await pause(shortest + random() * (longest - shortest), undefined, { signal }).catch(() => undefined);
      const victim = first.shift() ?? (random() < 0.7 ? 'worker' : 'temporal');
      if (isOver()) return;
      await system.kill(victim);
      this.kills[victim] += 1;
    }
  }
}
