import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { summaryOf } from '../support/explorer/explore';
import { plans, walkBy } from '../support/explorer/plans';
import { subjectsOf } from '../support/explorer/subjects';

/**
 * The full proof of the core: every interleaving up to the bound of `subjectsOf('full')`, then walks at random beyond it.
 *   npm run test:explore -- --walks 100000 --seed 1 --only "two cards"
 */
const { values } = parseArgs({
  options: {
    walks: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '20261121' },
    only: { type: 'string', default: '' },
  },
});

function exploreAll(): boolean {
  let states = 0;
  let cpuMs = 0;
  for (const subject of subjectsOf('full').filter(({ name }) => name.includes(values.only))) {
    const explored = subject.explore();
    states += explored.states;
    cpuMs += explored.cpuMs;
    console.log(summaryOf(explored));
    if (explored.story === null) continue;
    console.log(`\n${explored.story}`);
    return false;
  }
  console.log(
    `\n${states.toLocaleString('en')} states in ${(cpuMs / 1_000).toFixed(0)} s of one core: no promise is broken`,
  );
  return true;
}

function walkAll(): boolean {
  const { numRuns, failed, seed, counterexamplePath, errorInstance } = fc.check(fc.property(plans(60), walkBy), {
    numRuns: Number(values.walks),
    seed: Number(values.seed),
  });
  console.log(
    `${numRuns.toLocaleString('en')} walks at random, seed ${seed}: ${failed ? 'a promise is broken' : 'no promise is broken'}`,
  );
  if (failed)
    console.log(`path ${counterexamplePath ?? ''}\n\n${errorInstance instanceof Error ? errorInstance.message : ''}`);
  return !failed;
}

process.exitCode = exploreAll() && walkAll() ? 0 : 1;
