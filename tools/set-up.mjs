// What a checkout needs before anything of it can run: dependencies and build. Done only where it is missing.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './locks.mjs';
import { run } from './processes.mjs';
import { printProgress, timed } from './progress.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** What it is tested on. @type {readonly number[]} */
export const SUPPORTED_NODES = [22, 24];
const OLDEST_NODE = { major: 20, minor: 3 };
const BUILD_STAMP = 'dist/.sources';
const OUTPUT_LINES = 40;

/**
 * Says so where this Node is none of those that Holdfast is tested on.
 * @param {string} [version]
 * @param {import('./progress.mjs').Print} [print]
 * @throws when it is too old to run Holdfast
 */
export function assertNodeVersion(version = process.versions.node, print = printProgress) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (SUPPORTED_NODES.includes(major)) return;
  if (major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)) {
    throw new Error(`Node ${version} is too old: ${SUPPORTED_NODES.join(' and ')} are supported.`);
  }
  print(
    `  ! Node ${version} is not supported, ${SUPPORTED_NODES.join(' and ')} are: what happens on it is not tested.`,
  );
}

/** Installs the dependencies, unless what package-lock.json asks for is there. */
export function ensureDependencies() {
  const options = ['--include=dev', '--no-audit', '--no-fund'];
  return ensure('dependencies (npm ci)', dependenciesAreThere, async () => {
    try {
      await npm(['ci', ...options]);
    } catch (error) {
      // npm 11 refuses a lock without the optional packages of every platform, and a registry need not have them all.
      printProgress(`  … npm ci was refused; trying npm install with the same lock`);
      try {
        await npm(['install', '--no-save', ...options]);
      } catch {
        throw error;
      }
    }
  });
}

/** Builds dist/ and the workflow bundle, unless they were built from the sources as they are. */
export function ensureBuild() {
  // Taken before the build: what is changed meanwhile is built the next time.
  const digest = sourcesDigest();
  const stamp = inProject(BUILD_STAMP);
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  return ensure('build', isBuilt, async () => {
    await npm(['run', 'build']);
    writeFileSync(stamp, digest);
  });
}

/**
 * @param {string} title
 * @param {() => boolean} isThere
 * @param {() => Promise<void>} bringAbout
 */
async function ensure(title, isThere, bringAbout) {
  if (isThere()) return;
  const waitFor = (/** @type {{ pid: number }} */ { pid }) => printProgress(`  … ${title}: process ${pid} is at it`);
  const act = async () => {
    if (isThere()) return;
    await bringAbout();
  };
  // One at a time: two starts of one checkout share node_modules and dist.
  await timed(title, () => withLock(inProject('.holdfast/set-up.lock'), act, waitFor));
}

/** @param {string[]} args */
async function npm(args) {
  const { code, output } = await run(...npmCommand(args), { cwd: projectRoot });
  if (code === 0) return;
  const lines = output.trim().split('\n');
  // npm says what is wrong first and how it is used last; a build the other way round.
  const errors = lines.filter((line) => line.startsWith('npm error')).slice(0, OUTPUT_LINES);
  const shown = args[0] === 'run' ? lines.slice(-OUTPUT_LINES) : errors;
  throw new Error(`npm ${args.join(' ')} failed:\n${shown.join('\n')}`);
}

/**
 * The npm that runs us, or else the one on PATH.
 * @param {string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function npmCommand(args) {
  const script = process.env['npm_execpath'];
  return script ? [process.execPath, [script, ...args]] : ['npm', args];
}

/**
 * npm notes what it has installed in a lock file of its own: it must hold all that ours asks for, and nothing else.
 * (Packages for other platforms are optional, and stay away.)
 */
function dependenciesAreThere() {
  try {
    const { '': _root, ...wanted } = lockedPackages('package-lock.json');
    const installed = lockedPackages('node_modules/.package-lock.json');
    return (
      Object.keys(installed).every((path) => path in wanted) &&
      Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
        const there = installed[path];
        return there ? there.version === version && there.integrity === integrity : optional || devOptional;
      })
    );
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(path) {
  return JSON.parse(readFileSync(inProject(path), 'utf8')).packages;
}

/** A digest of all that goes into the build. */
function sourcesDigest() {
  /** @type {{ include: string[] }} */
  const { include } = JSON.parse(readFileSync(inProject('tsconfig.build.json'), 'utf8'));
  const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
  const hash = createHash('sha256');
  for (const path of [...settings, ...include.flatMap(filesUnder)]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(inProject(path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]} paths from the project's root, in an order that does not depend on the file system
 */
function filesUnder(folder) {
  return readdirSync(inProject(folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

/** @param {string} path */
function inProject(path) {
  return join(projectRoot, path);
}
