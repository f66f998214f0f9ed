// npm run test:chaos: the adversary's suite. `--orders N --seed S --minutes M` runs the mix alone in that size, `--full`
// everything in its full size, or with a mix of the size that is given beside it; whatever else is given goes to Jest.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { obtain } from '../../tools/binaries.mjs';
import { ensureBuild } from '../../tools/set-up.mjs';

const SIZES = ['orders', 'seed', 'minutes'];
const { values, tokens } = parseArgs({
  args: process.argv.slice(2),
  options: {
    orders: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    full: { type: 'boolean' },
  },
  strict: false,
  tokens: true,
});

const wrong = SIZES.filter((name) => values[name] !== undefined && !/^\d{1,7}$/.test(String(values[name])));
if (wrong.length > 0) {
  console.error(`${wrong.map((name) => `--${name}`).join(', ')}: a whole number is expected.`);
  process.exit(2);
}

const isMixAlone = !values.full && SIZES.some((name) => values[name] !== undefined);
const ours = new Set(
  tokens.flatMap((token) =>
    token.kind === 'option' && [...SIZES, 'full'].includes(token.name) ? argumentsOf(token) : [],
  ),
);
const rest = process.argv.slice(2).filter((_, index) => !ours.has(index));
await ensureBuild();
const env = {
  TEMPORAL_CLI_PATH: await obtain('temporal'),
  ...process.env,
  ...Object.fromEntries(
    SIZES.flatMap((name) =>
      values[name] === undefined ? [] : [[`CHAOS_${name.toUpperCase()}`, String(values[name])]],
    ),
  ),
  ...(values.full && { CHAOS_FULL: 'true' }),
};
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
// In full size each proof has the machine to itself.
const workers = rest.some((argument) => argument.startsWith('--maxWorkers'))
  ? []
  : [`--maxWorkers=${values.full ? 1 : 2}`];
const args = [
  '--selectProjects',
  'chaos',
  ...workers,
  ...(isMixAlone ? ['--testPathPatterns', 'chaos/mix'] : []),
  ...rest,
];
const { status } = spawnSync(process.execPath, [jest, ...args], { env, stdio: 'inherit' });
process.exit(status ?? 1);

/** Positions of an option and of its value. */
function argumentsOf({ index, value, inlineValue }) {
  return value === undefined || inlineValue ? [index] : [index, index + 1];
}
