// Finds or makes the two programs that no npm package ships: the Temporal CLI (with the dev server in it) and the
// time-skipping test server.
//   node tools/binaries.mjs temporal|test-server      prints the path
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildTemporalCli, buildTestServer } from './binary-build.mjs';
import { cached, cacheFolder, install } from './binary-cache.mjs';
import { download, downloadUrl } from './binary-download.mjs';
import { run } from './processes.mjs';
import { printProgress, timed } from './progress.mjs';

/**
 * @typedef {object} Tool
 * @property {string} title
 * @property {string} name the folder in the cache
 * @property {string} version
 * @property {string} executable
 * @property {string} variable names its path in the environment
 * @property {string} artifact its name at the official download
 * @property {(path: string) => Promise<void>} check runs it; throws when it cannot be used
 * @property {(folder: string) => Promise<void>} build puts it into a folder
 * @property {string} buildNeeds
 */
/** @typedef {import('./progress.mjs').Print} Print */
/** @typedef {'temporal' | 'test-server'} ToolName */

const CHECK_TIMEOUT_MS = 30_000;
// Older ones bring a server without all that the orders and the worker's versioning rely on.
const OLDEST_CLI = [1, 4, 1];

/** @type {Record<ToolName, Tool>} */
const TOOLS = {
  temporal: {
    title: 'Temporal CLI',
    name: 'temporal-cli',
    version: '1.8.2',
    executable: 'temporal',
    variable: 'TEMPORAL_CLI_PATH',
    artifact: 'cli',
    check: checkTemporalCli,
    build: (folder) => buildTemporalCli(folder, '1.8.2'),
    buildNeeds: 'Go 1.26.4 or later',
  },
  'test-server': {
    title: 'Temporal test server',
    name: 'temporal-test-server',
    version: '1.38.0',
    executable: 'temporal-test-server',
    variable: 'TEMPORAL_TEST_SERVER_PATH',
    artifact: 'temporal-test-server',
    check: checkTestServer,
    build: buildTestServer,
    buildNeeds: 'Maven and a Java runtime',
  },
};

/**
 * The path of a usable program. What the environment names is taken or refused, never passed over; otherwise the first
 * of PATH, the user's cache folder, the official download and a build that has it.
 * @param {ToolName} name
 * @param {Print} [print]
 * @returns {Promise<string>} absolute
 * @throws one error with every option and what was wrong with it
 */
export function obtain(name, print = printProgress) {
  const tool = TOOLS[name];
  return timed(tool.title, () => search(tool, print), print);
}

/**
 * @param {Tool} tool
 * @param {Print} print
 */
async function search(tool, print) {
  const named = process.env[tool.variable];
  if (named) return fromEnvironment(tool, resolve(named));

  /** @type {[option: string, find: () => Promise<string | undefined>][]} */
  const options = [
    [`${tool.executable} on PATH`, () => fromPath(tool)],
    [`the cache, ${cacheFolder(tool)}`, () => cached(tool)],
    [`the download, ${downloadUrl(tool)}`, () => install(tool, (folder) => download(tool, folder))],
    [`a build, which needs ${tool.buildNeeds}`, () => build(tool, print)],
  ];
  const failures = [`${tool.variable}: not set`];
  for (const [option, find] of options) {
    try {
      const found = await find();
      if (found) return found;
      failures.push(`${option}: not there`);
    } catch (error) {
      failures.push(`${option}: ${messageOf(error)}`);
      print(`  · ${tool.title}: not from ${option}: ${messageOf(error).split('\n', 1).join()}`);
    }
  }
  throw new Error(
    `No ${tool.title} (${tool.version}) could be had. Any one of these will do:\n` +
      failures.map((failure) => `  - ${failure.replaceAll('\n', '\n      ')}`).join('\n'),
  );
}

/**
 * @param {Tool} tool
 * @param {string} path
 */
async function fromEnvironment(tool, path) {
  try {
    await tool.check(path);
    return path;
  } catch (error) {
    throw new Error(`${tool.variable} names ${path}, which cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * @param {Tool} tool
 * @returns {Promise<string | undefined>}
 */
async function fromPath(tool) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.map((folder) => resolve(join(folder, tool.executable))).find(isExecutable);
  if (path) await tool.check(path);
  return path;
}

/**
 * @param {Tool} tool
 * @param {Print} print
 */
function build(tool, print) {
  print(`  · ${tool.title}: building it, which may take some minutes`);
  return install(tool, tool.build);
}

/** @param {string} path */
async function checkTemporalCli(path) {
  const { code, output } = await run(path, ['--version'], { timeoutMs: CHECK_TIMEOUT_MS });
  const found = /temporal version (\d+)\.(\d+)\.(\d+)/.exec(output);
  if (code !== 0 || !found) throw new Error(`it does not answer to --version: ${output.trim() || `exit code ${code}`}`);
  const [major = 0, minor = 0, patch = 0] = found.slice(1).map(Number);
  const [oldestMajor = 0, oldestMinor = 0, oldestPatch = 0] = OLDEST_CLI;
  const age = major - oldestMajor || minor - oldestMinor || patch - oldestPatch;
  if (age < 0) throw new Error(`it is ${major}.${minor}.${patch}, at least ${OLDEST_CLI.join('.')} is needed`);
}

/**
 * Without arguments the test server says how it wants to be called: enough to know that it runs and what it is.
 * @param {string} path
 */
async function checkTestServer(path) {
  const { code, output } = await run(path, [], { timeoutMs: CHECK_TIMEOUT_MS });
  if (output.includes('--enable-time-skipping')) return;
  throw new Error(`it does not run: ${output.trim() || `exit code ${code}`}`);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const name = process.argv[2];
  if (name !== 'temporal' && name !== 'test-server') {
    console.error('usage: node tools/binaries.mjs temporal|test-server');
    process.exit(2);
  }
  try {
    console.log(await obtain(name));
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
}
