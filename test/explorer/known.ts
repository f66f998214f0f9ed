import type { Next } from '../../workflows/domain/call/due';
import type { Instant } from '../../workflows/domain/values/time';
import { digest } from './key';

/** What the core wants done now, or until when nothing. */
export type Looked<Step> = Step | { readonly kind: 'await'; readonly until: Instant | null };

export const looked = <Step>(next: Next<Step>): Looked<Step> =>
  'step' in next ? next.step : { kind: 'await', until: next.until };

/** A state of the core as it can be, with what the core said of it so far: it is pure, so it is asked once. */
export interface Known<State, Step> {
  readonly id: number;
  readonly state: State;
  readonly step: Step;
  readonly changes: Map<string, Known<State, Step>>;
}

export interface KnownStates<State, Step> {
  readonly size: number;
  known(state: State): Known<State, Step>;
  /** The state after a change; `name` tells this change from every other one. */
  changed(from: Known<State, Step>, name: string, change: (state: State) => State): Known<State, Step>;
  /** The state after so much time. */
  later(from: Known<State, Step>, ms: number): Known<State, Step>;
}

/** How states of this kind are told apart, and what the core says of them. */
interface Kind<State, Step> {
  /** What changes and makes a difference. It goes through JSON, as it does when a worker dies and another one takes over. */
  readonly essence: (state: State) => Partial<State>;
  readonly keyOf: (state: State) => string;
  readonly stepOf: (state: State) => Step;
  readonly later: (state: State, ms: number) => State;
}

/** `isKept`: states that stand alike are one, and what the core said of them is remembered; for random walks neither pays. */
export function createKnownStates<State, Step>(kind: Kind<State, Step>, isKept: boolean): KnownStates<State, Step> {
  // What nothing on its way leads to any more is forgotten: millions of states are never in memory at once.
  const byKey = new Map<string, { readonly id: number; known: WeakRef<Known<State, Step>> }>();
  let size = 0;

  const remember = (state: State, id: number): Known<State, Step> => {
    const told = { ...state, ...(JSON.parse(JSON.stringify(kind.essence(state))) as Partial<State>) };
    return { id, state: told, step: kind.stepOf(told), changes: new Map() };
  };

  const known = (state: State): Known<State, Step> => {
    if (!isKept) return remember(state, (size += 1));
    const key = digest(kind.keyOf(state));
    const before = byKey.get(key);
    const there = before?.known.deref();
    if (there) return there;
    const found = remember(state, before?.id ?? (size += 1));
    if (before) before.known = new WeakRef(found);
    else byKey.set(key, { id: found.id, known: new WeakRef(found) });
    return found;
  };

  const changed: KnownStates<State, Step>['changed'] = (from, name, change) => {
    const before = isKept ? from.changes.get(name) : undefined;
    if (before) return before;
    const state = change(from.state);
    const next = state === from.state ? from : known(state);
    if (isKept) from.changes.set(name, next);
    return next;
  };

  return {
    get size() {
      return size;
    },
    known,
    changed,
    later: (from, ms) => changed(from, `later ${ms}`, (state) => kind.later(state, ms)),
  };
}
