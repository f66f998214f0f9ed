import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { prove, SUBJECTS } from './part';
import type { Part } from './part';

/**
 * The full proof of the core: every interleaving up to the bound of `subjectsOf('full')`, then walks at random beyond it,
 * on all cores.
 *   npm run test:explore -- --walks 100000 --seed 1 --only "two cards"
 */
const { values } = parseArgs({
  options: {
    walks: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '20261121' },
    only: { type: 'string', default: '' },
  },
});

/** Walks of one seed: `--walks 5000 --seed S` goes the same ones again. */
const WALKS_A_SEED = 5_000;

const subjects = SUBJECTS.filter(({ name }) => name.includes(values.only)).map(({ name }): Part => ({
  kind: 'subject',
  name,
}));
const walks = Array.from({ length: Math.ceil(Number(values.walks) / WALKS_A_SEED) }, (_, before): Part => {
  const left = Number(values.walks) - before * WALKS_A_SEED;
  return { kind: 'walks', walks: Math.min(left, WALKS_A_SEED), seed: Number(values.seed) + before };
});

/** As many parts at a time as there are cores. Whether no promise is broken in any. */
async function proveAll(what: string, parts: readonly Part[]): Promise<boolean> {
  const since = performance.now();
  const left = [...parts];
  const total = { count: 0, cpuMs: 0 };
  const broken: string[] = [];
  const lane = async (): Promise<void> => {
    for (let part = left.shift(); part && broken.length === 0; part = left.shift()) {
      const { count, cpuMs, summary, story } = await prove(part);
      total.count += count;
      total.cpuMs += cpuMs;
      console.log(summary);
      if (story !== null) broken.push(story);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  for (const story of broken) console.log(`\n${story}`);
  if (broken.length > 0) return false;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(0)} s`;
  console.log(
    `\n${total.count.toLocaleString('en')} ${what} in ${seconds(performance.now() - since)} (${seconds(total.cpuMs)} of one core): no promise is broken\n`,
  );
  return true;
}

void (async () => {
  process.exitCode = (await proveAll('states', subjects)) && (await proveAll('walks', walks)) ? 0 : 1;
})();
