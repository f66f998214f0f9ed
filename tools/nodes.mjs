// The Nodes that Holdfast supports, for its tests to run on: each is found, or put below the user's cache folder.
//   node tools/nodes.mjs 24      prints the path
import { existsSync, realpathSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cached, install } from './binary-cache.mjs';
import { run } from './processes.mjs';
import { printProgress, timed } from './progress.mjs';
import { npmCommand, SUPPORTED_NODES } from './set-up.mjs';

/** @typedef {import('./binary-cache.mjs').Program} Program */

const CHECK_TIMEOUT_MS = 30_000;
const PACK_TIMEOUT_MS = 120_000;

/** What the npm packages ship. @type {Readonly<Record<number, string>>} */
const VERSIONS = { 22: '22.23.5', 24: '24.22.3' };

/**
 * The path of a Node of this major version: ours, that of PATH, or one of the cache, which npm's packages of Node fill.
 * Never a dependency of the project: its `node_modules/.bin/node` would take over npm's own scripts.
 * @param {number} major
 * @returns {Promise<string>} absolute
 * @throws one error that says where it was looked for
 */
export async function obtainNode(major) {
  if (majorOf(process.versions.node) === major) return process.execPath;
  return (await onPath(major)) ?? timed(`Node ${major}`, () => fromCache(major));
}

/**
 * Those of these Nodes that can be had, by their major version. The one to run everything on comes first: ours where it
 * is supported, otherwise the newest.
 * @param {readonly number[]} wanted major versions, beside the one for everything
 * @returns {Promise<Map<number, string>>}
 */
export async function obtainNodes(wanted) {
  const own = majorOf(process.versions.node);
  const isOurs = SUPPORTED_NODES.includes(own);
  /** @type {Map<number, string>} */
  const nodes = new Map(isOurs ? [[own, process.execPath]] : []);
  for (const major of [...SUPPORTED_NODES].sort((a, b) => b - a)) {
    if (nodes.size > 0 && !wanted.includes(major)) continue;
    try {
      nodes.set(major, await obtainNode(major));
    } catch (error) {
      printProgress(`  · ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return nodes.set(own, process.execPath);
}

/**
 * An environment in which `node` is this one, for scripts of npm, too.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node its path
 * @returns {NodeJS.ProcessEnv}
 */
export function withNode(env, node) {
  const path = env['PATH'] ?? '';
  const [first] = nodesOn(path);
  // Its folder may hold other programs: those that PATH leaves out stay out.
  return first && realpathSync(first) === realpathSync(node)
    ? env
    : { ...env, PATH: [dirname(node), path].join(delimiter) };
}

/** @param {string} version such as `24.22.3` */
export const majorOf = (version) => Number(version.split('.', 1)[0]);

/** @param {string} path as in the variable PATH */
function nodesOn(path) {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = path.split(delimiter).filter(Boolean);
  return folders.map((folder) => resolve(folder, executable)).filter((file) => existsSync(file));
}

/** @param {number} major */
async function onPath(major) {
  for (const path of nodesOn(process.env['PATH'] ?? '')) {
    if (majorOf(await versionOf(path)) === major) return path;
  }
  return undefined;
}

/** @param {number} major */
async function fromCache(major) {
  const version = VERSIONS[major] ?? '';
  const name = `node-${process.platform}-${process.arch}`;
  /** @type {Program} */
  const program = { name: 'node', version, executable: join('bin', 'node'), check: (path) => check(path, version) };
  try {
    return (await cached(program)) ?? (await install(program, (folder) => unpack(`${name}@${version}`, folder)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`No Node ${major} could be had: none on PATH, and not from npm's ${name}@${version}: ${reason}`, {
      cause: error,
    });
  }
}

/**
 * @param {string} packageName with its version
 * @param {string} folder
 */
async function unpack(packageName, folder) {
  const packed = await run(...npmCommand(['pack', packageName, '--silent', '--pack-destination', folder]), {
    timeoutMs: PACK_TIMEOUT_MS,
  });
  if (packed.code !== 0) throw new Error(firstLine(packed.output) || 'npm pack failed');
  const archive = join(folder, packed.output.trim().split('\n').at(-1) ?? '');
  const { code, output } = await run('tar', ['-xzf', archive, '-C', folder]);
  if (code !== 0) throw new Error(`the package cannot be unpacked: ${firstLine(output)}`);
  await rename(join(folder, 'package', 'bin'), join(folder, 'bin'));
  await Promise.all([archive, join(folder, 'package')].map((path) => rm(path, { recursive: true })));
}

/**
 * @param {string} path
 * @param {string} version
 */
async function check(path, version) {
  const found = await versionOf(path);
  if (found !== version) throw new Error(`it says that it is ${found || 'nothing'}`);
}

/**
 * @param {string} path
 * @returns {Promise<string>} such as `24.22.3`; empty when it cannot be run
 */
async function versionOf(path) {
  const { code, output } = await run(path, ['--version'], { timeoutMs: CHECK_TIMEOUT_MS });
  return code === 0 ? output.trim().replace(/^v/, '') : '';
}

/** @param {string} text */
const firstLine = (text) => text.trim().split('\n', 1).join();

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await obtainNode(Number(process.argv[2])));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
