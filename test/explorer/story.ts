import { Broken } from './model';
import type { Model } from './model';

/** The way to a world, move by move, in words. */
export function storyOf<World>(model: Model<World>, way: readonly number[], promise: string): string {
  const told = [promise, model.name];
  let world = model.first;
  try {
    for (const choice of way) {
      const move = model.movesOf(world)[choice];
      if (!move) break;
      const when = stamp(model.elapsedMs(world));
      told.push(`${when} ${move.name}`);
      world = move.to();
      told[told.length - 1] = `${when} ${move.name.padEnd(56, ' .')} ${model.tell(world)}`;
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
  }
  return told.join('\n  ');
}

const stamp = (elapsedMs: number): string => `+${String(elapsedMs / 1_000).padStart(6)} s `;
