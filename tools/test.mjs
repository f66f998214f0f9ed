// npm test: does what is missing, runs every check and every suite, and ends with one line that counts them.
//   npm test -- lint unit      runs only those
//   npm test -- quick          for the inner loop: the checks, unit and replay, and a slice of the scenario table
//   npm run test:full          what is only a longer version of a proof
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtain } from './binaries.mjs';
import { findBrowser } from './browser.mjs';
import { majorOf, obtainNodes, withNode } from './nodes.mjs';
import { interruptRuns, onStopWish, run } from './processes.mjs';
import { duration, printProgress } from './progress.mjs';
import {
  assertNodeVersion,
  ensureBuild,
  ensureDependencies,
  npmCommand,
  projectRoot,
  SUPPORTED_NODES,
} from './set-up.mjs';
import { FAILED, inWords, PASSED, readReport, reportOf, SKIPPED, slowest, sum } from './test-report.mjs';
import { runLanes, select } from './test-steps.mjs';

/** @typedef {import('./test-report.mjs').Report} Report */
/** @typedef {import('./test-steps.mjs').Step} Step */
/** @typedef {Report & { name: string, elapsedMs: number }} StepResult */
/** @typedef {{ env: NodeJS.ProcessEnv, nodes: Map<number, string>, isAlone: boolean }} Surroundings */

// No step takes nearly as long but those of the full proof; one that hangs must not hang for ever.
const STEP_TIMEOUT_MS = 20 * 60_000;
const FULL_TIMEOUT_MS = 8 * 60 * 60_000;
const PROGRESS_EVERY_MS = 20_000;

onStopWish(interruptRuns);

const { count, lines } = await main(process.argv.slice(2));
for (const line of lines) console.log(line);
console.log(inWords(count));
process.exitCode = count.failed > 0 ? 1 : 0;

/**
 * @param {string[]} wanted
 * @returns {Promise<{ count: import('./test-report.mjs').Count, lines: string[] }>} the lines to end with before the count
 */
async function main(wanted) {
  try {
    const own = majorOf(process.versions.node);
    const { steps, unknown } = select(wanted, [...new Set([...SUPPORTED_NODES, own])]);
    if (unknown.length > 0) throw new Error(`There is no step ${unknown.join(', ')}.`);
    const surroundings = await setUp(steps);
    const [main = own] = surroundings.nodes.keys();
    // It is what all the others run on.
    const left = steps.filter(({ node }) => node !== main);
    const since = performance.now();
    const results = await inLanes(left, { ...surroundings, isAlone: left.length === 1 });
    const elapsed = `on Node ${main}, in ${duration(performance.now() - since)}`;
    return {
      count: sum(results.map(({ count }) => count)),
      lines: ['', ...slowest(results), '', ...results.map(summary), '', elapsed],
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { count: FAILED, lines: [] };
  }
}

/**
 * @param {readonly Step[]} steps
 * @returns {Promise<Omit<Surroundings, 'isAlone'>>} the Node for all comes first
 */
async function setUp(steps) {
  const isNeeded = (/** @type {import('./test-steps.mjs').Need} */ need) =>
    steps.some(({ needs }) => needs.includes(need));
  const env = { ...process.env };
  assertNodeVersion();
  await ensureDependencies();
  if (isNeeded('temporal')) env['TEMPORAL_CLI_PATH'] = await obtain('temporal');
  if (isNeeded('test-server')) env['TEMPORAL_TEST_SERVER_PATH'] = await obtain('test-server');
  if (isNeeded('build')) await ensureBuild();
  const nodes = await obtainNodes(steps.flatMap(({ node }) => node ?? []));
  return { env, nodes };
}

/**
 * @param {readonly Step[]} steps
 * @param {Surroundings} surroundings
 */
async function inLanes(steps, surroundings) {
  /** @type {Map<string, number>} */
  const running = new Map();
  const since = performance.now();
  const tell = () => {
    const parts = [...running].map(([name, files]) => (files > 0 ? `${name} (${files} files done)` : name));
    printProgress(`  … ${duration(performance.now() - since)}: ${parts.join(', ')}`);
  };
  const timer = surroundings.isAlone ? undefined : setInterval(tell, PROGRESS_EVERY_MS);
  try {
    return await runLanes(steps, async (step) => {
      running.set(step.name, 0);
      const onFile = () => running.set(step.name, (running.get(step.name) ?? 0) + 1);
      const result = await timedStep(step, surroundings, onFile);
      running.delete(step.name);
      printProgress(summary(result));
      return result;
    });
  } finally {
    clearInterval(timer);
  }
}

/**
 * @param {Step} step
 * @param {Surroundings} surroundings
 * @param {() => void} onFile called for each test file that has been run
 * @returns {Promise<StepResult>}
 */
async function timedStep(step, surroundings, onFile) {
  const since = performance.now();
  const report = await perform(step, surroundings, onFile);
  return { name: step.name, ...report, elapsedMs: performance.now() - since };
}

/**
 * @param {Step} step
 * @param {Surroundings} surroundings
 * @param {() => void} onFile
 * @returns {Promise<Report>}
 */
async function perform(step, surroundings, onFile) {
  const [main] = surroundings.nodes.values();
  const node = step.node === undefined ? main : surroundings.nodes.get(step.node);
  if (!node) {
    printProgress(`  · ${step.name} is skipped: there is no Node ${step.node}.`);
    return reportOf(SKIPPED);
  }
  const env = withNode(surroundings.env, node);
  if (step.needs.includes('browser')) {
    try {
      env['CHROMIUM_PATH'] = await findBrowser(env);
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
      // One that is named has to be there.
      if (env['CHROMIUM_PATH']) return reportOf(FAILED);
      console.log('The tests in a real browser are skipped.');
      return reportOf(SKIPPED);
    }
  }
  const how = { env, isAlone: surroundings.isAlone, onFile };
  if (!step.isCheck) return suite(step, how);
  return reportOf((await runScript(step, step.args, how)) === 0 ? PASSED : FAILED);
}

/** @typedef {{ env: NodeJS.ProcessEnv, isAlone: boolean, onFile: () => void }} How */

/**
 * @param {Step} step
 * @param {How} how
 * @returns {Promise<Report>} its tests
 */
async function suite(step, how) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const file = join(folder, 'report.json');
  try {
    const code = await runScript(step, [...step.args, '--json', `--outputFile=${file}`], how);
    const report = readReport(file);
    // It failed in a way that no test tells: it was killed, or something is wrong with Jest or its settings.
    const isUntold = code !== 0 && report.count.failed === 0;
    return isUntold ? { ...report, count: sum([report.count, FAILED]) } : report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Alone it talks as it goes; of those that run side by side only one that fails is heard, at its end.
 * @param {Step} step
 * @param {string[]} args
 * @param {How} how
 * @returns {Promise<number | null>} its exit code
 */
async function runScript({ name, script, isLong }, args, { env, isAlone, onFile }) {
  const said = /** @type {string[]} */ ([]);
  const listen = (/** @type {string} */ text) => {
    said.push(text);
    text.match(/^(?:PASS|FAIL) /gm)?.forEach(onFile);
  };
  const npm = npmCommand(['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])]);
  const { code, output } = await run(...npm, {
    cwd: projectRoot,
    env,
    timeoutMs: isLong ? FULL_TIMEOUT_MS : STEP_TIMEOUT_MS,
    ...(isAlone ? { show: true } : { onOutput: listen }),
  });
  if (code !== 0 && !isAlone) printProgress(`\n— ${name}\n${said.join('').trim()}\n`);
  if (code === null) printProgress(output.trim().split('\n').at(-1) ?? '');
  return code;
}

/** @param {StepResult} result */
function summary({ name, count, elapsedMs }) {
  const mark = count.failed > 0 ? '✗' : '✓';
  return `  ${mark} ${name.padEnd(12)} ${inWords(count)} (${duration(elapsedMs)})`;
}
