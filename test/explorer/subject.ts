import { explore } from './explore';
import type { Explored } from './explore';
import type { Model } from './model';

/** Something to be explored, whatever its worlds are like. */
export interface Subject {
  readonly name: string;
  readonly explore: (mostStates?: number) => Explored;
}

const subject = <World>(name: string, model: () => Model<World>): Subject => ({
  name,
  explore: (mostStates) => explore(model(), mostStates),
});

/** By name: with how many faults it is explored in `npm test`, if at all, and in the full proof. */
export type Bounds<Setup> = Readonly<
  Record<string, { readonly faults: readonly [number | null, number]; readonly setup: (fault: number) => Setup }>
>;
export type Bound = 'test' | 'full';

export const bounded = <Setup, World>(
  bounds: Bounds<Setup>,
  bound: Bound,
  modelOf: (setup: Setup) => Model<World>,
): Subject[] =>
  Object.entries(bounds).flatMap(([what, { faults, setup }]) => {
    const fault = faults[bound === 'test' ? 0 : 1];
    if (fault === null) return [];
    const name = `${what}, ${fault} ${fault === 1 ? 'fault' : 'faults'}`;
    return [subject(name, () => modelOf({ ...setup(fault), name }))];
  });

/** A rule of the core that is taken away by a wrapper around it, and the least bound at which the loss is found. */
export interface Sabotage {
  readonly name: string;
  readonly sabotaged: Subject;
  /** The real core in the same circumstances; null where these are what is wrong. */
  readonly real: Subject | null;
}

export const sabotage = <Core, World>(
  name: string,
  changed: Partial<Core>,
  modelOf: (changed: Partial<Core>) => Model<World>,
): Sabotage => ({
  name,
  sabotaged: subject(name, () => modelOf(changed)),
  real: Object.keys(changed).length > 0 ? subject(name, () => modelOf({})) : null,
});
