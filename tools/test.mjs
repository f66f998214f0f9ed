// npm test: does what is missing, runs every check and every suite, and ends with one line that counts them.
//   npm test -- lint unit      runs only those
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtain } from './binaries.mjs';
import { findBrowser } from './browser.mjs';
import { interruptRuns, onStopWish, run } from './processes.mjs';
import { duration, printProgress } from './progress.mjs';
import { assertNodeVersion, ensureBuild, ensureDependencies, npmCommand, projectRoot } from './set-up.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, count: Count, elapsedMs: number }} StepResult */

const CHECKS = ['format', 'lint', 'types', 'dependencies', 'unused'];
const SUITES = ['unit', 'workflow', 'replay', 'integration', 'chaos', 'browser'];
// These talk to a Temporal server.
const SERVER_SUITES = ['workflow', 'replay', 'integration', 'chaos', 'browser'];
// No suite takes nearly as long; one that hangs must not hang for ever.
const STEP_TIMEOUT_MS = 20 * 60_000;

const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };
const SKIPPED = { passed: 0, failed: 0, skipped: 1 };

onStopWish(interruptRuns);

const total = await main(process.argv.slice(2));
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * @param {string[]} wanted names of steps; none means all
 * @returns {Promise<Count>}
 */
async function main(wanted) {
  const unknown = wanted.filter((name) => ![...CHECKS, ...SUITES].includes(name));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(', no ')}; there are ${[...CHECKS, ...SUITES].join(', ')}.`);
    return FAILED;
  }
  const isWanted = (/** @type {string} */ name) => wanted.length === 0 || wanted.includes(name);
  const checks = CHECKS.filter(isWanted);
  const suites = SUITES.filter(isWanted);
  const env = await setUp(suites);
  if (!env) return FAILED;

  const results = [];
  for (const name of checks) results.push(await step(name, () => check(name, env)));
  for (const name of suites)
    results.push(await step(name, () => (name === 'browser' ? browserSuite : suite)(name, env)));
  console.log(`\n${results.map(summary).join('\n')}\n`);
  return sum(results.map(({ count }) => count));
}

/**
 * @param {string[]} suites that are to be run
 * @returns {Promise<NodeJS.ProcessEnv | undefined>} the environment of all steps, or nothing when set-up failed
 */
async function setUp(suites) {
  const env = { ...process.env };
  try {
    assertNodeVersion();
    await ensureDependencies();
    if (suites.some((name) => SERVER_SUITES.includes(name))) {
      env['TEMPORAL_CLI_PATH'] = await obtain('temporal');
      env['TEMPORAL_TEST_SERVER_PATH'] = await obtain('test-server');
    }
    if (suites.length > 0) await ensureBuild();
    return env;
  } catch (error) {
    console.error(`Set-up failed: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {() => Promise<Count>} work
 * @returns {Promise<StepResult>}
 */
async function step(name, work) {
  printProgress(`\n— ${name}`);
  const since = performance.now();
  const result = { name, count: await work(), elapsedMs: performance.now() - since };
  printProgress(summary(result));
  return result;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 */
async function check(name, env) {
  const code = await runScript(`check:${name}`, [], env);
  return code === 0 ? PASSED : FAILED;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>} its tests
 */
async function suite(name, env) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const report = join(folder, 'report.json');
  try {
    const code = await runScript(`test:${name}`, ['--', '--json', `--outputFile=${report}`], env);
    const count = countOf(report);
    // It failed in a way that no test tells: it was killed, or something is wrong with Jest or its settings.
    return code === 0 || count.failed > 0 ? count : sum([count, FAILED]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Left out, and said to be, where there is no browser to run it in. One that is named has to be there.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 */
async function browserSuite(name, env) {
  try {
    return await suite(name, { ...env, CHROMIUM_PATH: await findBrowser(env) });
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
    if (env['CHROMIUM_PATH']) return FAILED;
    console.log('The tests in a real browser are skipped.');
    return SKIPPED;
  }
}

/**
 * @param {string} report written by Jest
 * @returns {Count}
 */
function countOf(report) {
  try {
    const jest = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: jest.numPassedTests,
      // A file that cannot even be loaded has no tests to fail.
      failed: jest.numFailedTests + jest.numRuntimeErrorTestSuites,
      skipped: jest.numPendingTests + jest.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

/**
 * @param {string} script of package.json
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number | null>} its exit code
 */
async function runScript(script, args, env) {
  const npm = npmCommand(['run', '--silent', script, ...args]);
  const { code, output } = await run(...npm, { cwd: projectRoot, env, timeoutMs: STEP_TIMEOUT_MS, show: true });
  if (code === null) printProgress(output.trim());
  return code;
}

/** @param {StepResult} result */
function summary({ name, count, elapsedMs }) {
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
  const mark = count.failed > 0 ? '✗' : '✓';
  return `  ${mark} ${name.padEnd(12)} ${count.passed} passed, ${count.failed} failed${skipped} (${duration(elapsedMs)})`;
}

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
function sum(counts) {
  const add = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}
