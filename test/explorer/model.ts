/**
 * What can be explored: worlds, which never change, and the moves between them. An order with its gateway is one, the
 * refunds of an order another.
 */
export interface Model<World> {
  readonly name: string;
  readonly first: World;
  /**
   * All that may come next. The first move is the calm one: what happens when nothing goes wrong and nobody does
   * anything. None when all is over.
   */
  readonly movesOf: (world: World) => readonly Move<World>[];
  /** Worlds with one key go on alike. */
  readonly keyOf: (world: World) => string;
  /** What must be true of each world. Throws `Broken`. */
  readonly check: (world: World) => void;
  readonly standingOf: (world: World) => Standing;
  /** How it stands, in words. */
  readonly tell: (world: World) => string;
  readonly elapsedMs: (world: World) => number;
  /** How many different things the core was asked about in earnest. */
  readonly asked: () => number;
}

export interface Move<World> {
  readonly name: string;
  readonly to: () => World;
}

/** Calm has to lead to the end, or to a person for a reason that is true. */
export type Standing = 'under way' | 'finished' | 'truly parked' | 'falsely parked';

/** What is wrong with a world in which calm has led nowhere else. */
export const WRONG_AT_REST = {
  'under way': 'Nothing ends any more, although nothing goes wrong any more',
  'falsely parked': 'It waits for a person for ever, for a reason that is not true',
  'truly parked': null,
  finished: null,
} as const satisfies Record<Standing, string | null>;

/** A broken promise; whoever explores tells the story that led to it. */
export class Broken extends Error {}

export function fail(promise: string): never {
  throw new Broken(promise);
}
