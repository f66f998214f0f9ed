// What npm test consists of: each step a script of package.json, and the lane in which it runs.
import { SUPPORTED_NODES } from './set-up.mjs';

/**
 * The steps of a lane run one after the other, lanes side by side: what waits for heartbeats, silences and kills runs
 * beside what computes. What is timed against a promise comes when nothing waits any more, beside what still computes.
 * @typedef {'checks' | 'computes' | 'days' | 'systems' | 'adversary' | 'timed'} Lane
 */
/**
 * @typedef {object} Step
 * @property {string} name
 * @property {Lane} lane
 * @property {string} script of package.json
 * @property {string[]} args of the script
 * @property {boolean} isCheck counts as one; a suite counts its tests
 * @property {readonly Need[]} needs
 * @property {boolean} [isLong] takes hours
 * @property {number} [node] the major version of the Node to run it on, where that is not the one for all
 */
/** @typedef {'temporal' | 'test-server' | 'build' | 'browser'} Need */

/** @type {readonly Lane[]} */
const COMPUTING_LANES = ['checks', 'computes'];

const SERVERS = /** @type {const} */ (['build', 'temporal', 'test-server']);
/** Walks through every interleaving of the core, minutes long: beside the other unit tests, and on one Node only. */
const EXPLORATION = 'unit/core/exploration';
/** Whether a promise about seconds is kept. */
const TIMED = 'chaos/first-question';
const only = (/** @type {string} */ path) => ['--testPathPatterns', path];
const without = (/** @type {string} */ path) => ['--testPathIgnorePatterns', path];

/**
 * @param {string} name
 * @returns {Step}
 */
const check = (name) => ({ name, lane: 'checks', script: `check:${name}`, args: [], isCheck: true, needs: [] });

/**
 * @param {string} name
 * @param {Lane} lane
 * @param {number} workers so many test files at a time
 * @param {readonly Need[]} needs
 * @param {string[]} args
 * @returns {Step}
 */
const suite = (name, lane, workers, needs = SERVERS, args = []) => ({
  name,
  lane,
  script: `test:${name}`,
  args: [`--maxWorkers=${workers}`, ...args],
  isCheck: false,
  needs,
});

const CHECKS = ['types', 'lint', 'format', 'dependencies', 'unused'].map(check);

/** @type {readonly Step[]} */
const SUITES = [
  { ...suite('explorer', 'computes', 1, ['build'], only(EXPLORATION)), script: 'test:unit' },
  suite('unit', 'computes', 1, ['build'], without(EXPLORATION)),
  suite('replay', 'computes', 1),
  suite('workflow', 'days', 2),
  suite('integration', 'systems', 2),
  suite('browser', 'systems', 1, ['build', 'temporal', 'browser']),
  suite('chaos', 'adversary', 2, SERVERS, without(TIMED)),
  { ...suite('promises', 'timed', 1, SERVERS, only(TIMED)), script: 'test:chaos' },
];

/** For the inner loop. */
const QUICK = [
  ...CHECKS,
  suite('unit', 'systems', 2, ['build'], without(EXPLORATION)),
  suite('replay', 'systems', 1),
  suite('workflow', 'days', 1, SERVERS, only('scenarios/paying')),
];

/** What is only a longer version of a proof, one after the other. @type {readonly Step[]} */
const FULL = [
  { ...check('explore'), script: 'test:explore', isLong: true },
  { ...suite('chaos', 'checks', 1, SERVERS, ['--full']), isLong: true },
];

/**
 * What is run once more on another Node than the one for all.
 * @param {number} major
 * @returns {Step}
 */
function onNode(major) {
  // One that is not supported any more still has to start it.
  const isSupported = SUPPORTED_NODES.includes(major);
  const what = isSupported ? without(EXPLORATION) : [];
  return {
    ...suite(`node-${major}`, 'checks', 1, SERVERS, what),
    script: isSupported ? 'test:node' : 'test:node:start',
    node: major,
  };
}

/**
 * @param {readonly string[]} wanted names of steps, or of a selection; none means all of npm test
 * @param {readonly number[]} otherNodes major versions beside that of the Node for all
 * @returns {{ steps: readonly Step[], unknown: readonly string[] }}
 */
export function select(wanted, otherNodes) {
  const all = [...CHECKS, ...SUITES, ...otherNodes.map(onNode)];
  if (wanted.length === 0) return { steps: all, unknown: [] };
  if (wanted.length === 1 && wanted[0] === 'quick') return { steps: QUICK, unknown: [] };
  if (wanted.length === 1 && wanted[0] === 'full') return { steps: FULL, unknown: [] };
  const unknown = wanted.filter((name) => !all.some((step) => step.name === name));
  return { steps: all.filter(({ name }) => wanted.includes(name)), unknown };
}

/**
 * @template Result
 * @param {readonly Step[]} steps
 * @param {(step: Step) => Promise<Result>} run
 * @returns {Promise<Result[]>} in the order of the steps
 */
export async function runLanes(steps, run) {
  /** @type {Map<Step, Result>} */
  const results = new Map();
  const runLane = async (/** @type {Lane} */ wanted) => {
    for (const step of steps.filter(({ lane }) => lane === wanted)) results.set(step, await run(step));
  };
  const lanes = [...new Set(steps.map(({ lane }) => lane))].filter((lane) => lane !== 'timed');
  const isComputing = (/** @type {Lane} */ lane) => COMPUTING_LANES.includes(lane);
  const computing = lanes.filter(isComputing).map(runLane);
  await Promise.all(lanes.filter((lane) => !isComputing(lane)).map(runLane));
  await Promise.all([runLane('timed'), ...computing]);
  return steps.map((step) => /** @type {Result} */ (results.get(step)));
}
