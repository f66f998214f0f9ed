import { DAY_MS } from '../../workflows/domain/values/time';
import { Broken, fail, WRONG_AT_REST } from './model';
import type { Model } from './model';
import { storyOf } from './story';

const MOST_MOVES = 10_000;
/** After so long everything has to be finished or parked. */
const LONG_MS = 60 * DAY_MS;

/**
 * Through one fork for each number, and then in calm to the end: when the numbers are used up, nothing goes wrong and
 * nobody does anything any more. Throws a story.
 */
export function walk<World>(model: Model<World>, choices: readonly number[]): void {
  const way: number[] = [];
  try {
    let world = model.first;
    for (const choice of choices) {
      const next = step(model, world, choice, way);
      if (!next) return;
      world = next;
    }
    calmDown(model, world, way);
  } catch (error) {
    throw error instanceof Broken ? new Error(storyOf(model, way, error.message)) : error;
  }
}

/** Every other move is the calm one, or hardly any order would get anywhere. */
function step<World>(model: Model<World>, world: World, choice: number, way: number[]): World | null {
  const moves = model.movesOf(world);
  const index = choice % 2 === 0 ? 0 : (choice >> 1) % moves.length;
  const move = moves[index];
  if (!move) return null;
  way.push(index);
  const next = move.to();
  model.check(next);
  return next;
}

function calmDown<World>(model: Model<World>, from: World, way: number[]): void {
  let world = from;
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const next = step(model, world, 0, way);
    if (!next) return;
    const isLong = model.elapsedMs(next) - model.elapsedMs(from) > LONG_MS;
    if (next === world || isLong) {
      const wrong = WRONG_AT_REST[model.standingOf(next)];
      return wrong ? fail(wrong) : undefined;
    }
    world = next;
  }
  fail('It takes more steps than anything should');
}
