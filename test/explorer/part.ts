import { fork } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { cpuMsSince, summaryOf } from './explore';
import { plans, walkBy } from './plans';
import { subjectsOf } from './subjects';

/** A part of the proof, which has a process of its own. */
export type Part =
  | { readonly kind: 'subject'; readonly name: string }
  | { readonly kind: 'walks'; readonly walks: number; readonly seed: number };

export interface Proved {
  /** States explored, or walks gone. */
  readonly count: number;
  /** Of one core. */
  readonly cpuMs: number;
  readonly summary: string;
  /** How a promise is broken. */
  readonly story: string | null;
}

export const SUBJECTS = subjectsOf('full');

/** @throws Error when its process ends without a word: out of memory, say */
export async function prove(part: Part): Promise<Proved> {
  const child = fork(__filename, [JSON.stringify(part)]);
  const ended = once(child, 'exit').then(() => [null]);
  const [proved] = (await Promise.race([once(child, 'message'), ended])) as [Proved | null];
  if (proved === null) throw new Error(`Broke off: ${JSON.stringify(part)}`);
  return proved;
}

function proveHere(part: Part): Proved {
  if (part.kind === 'walks') return walk(part);
  const subject = SUBJECTS.find(({ name }) => name === part.name);
  if (!subject) throw new Error(`There is nothing to explore by the name of "${part.name}"`);
  const explored = subject.explore();
  return { count: explored.states, cpuMs: explored.cpuMs, summary: summaryOf(explored), story: explored.story };
}

function walk({ walks, seed }: Part & { kind: 'walks' }): Proved {
  const since = process.cpuUsage();
  const { numRuns, failed, counterexamplePath, errorInstance } = fc.check(fc.property(plans(60), walkBy), {
    numRuns: walks,
    seed,
  });
  const cpuMs = cpuMsSince(since);
  const summary = `${numRuns.toLocaleString('en')} walks, seed ${seed}; ${(cpuMs / 1_000).toFixed(1)} s`;
  const reason = errorInstance instanceof Error ? errorInstance.message : '';
  return { count: numRuns, cpuMs, summary, story: failed ? `path ${counterexamplePath ?? ''}\n\n${reason}` : null };
}

if (require.main === module) process.send?.(proveHere(JSON.parse(process.argv[2] ?? '') as Part));
