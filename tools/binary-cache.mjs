// The user's cache folder: one folder a version of a program, complete or not there.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { identityOf } from './processes.mjs';

/**
 * @typedef {object} Program
 * @property {string} name the folder in the cache
 * @property {string} version
 * @property {string} executable its path in the folder
 * @property {(path: string) => Promise<void>} check runs it; throws when it cannot be used
 */

/** @param {Program} program */
export function cacheFolder(program) {
  const root = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(root, 'holdfast', program.name, program.version);
}

/**
 * @param {Program} program
 * @returns {Promise<string | undefined>} the program's path, when it is there
 * @throws when it is there and does not run
 */
export async function cached(program) {
  const path = join(cacheFolder(program), program.executable);
  if (!existsSync(path)) return undefined;
  await program.check(path);
  return path;
}

/**
 * Fills a folder beside the cache's, runs what is in it, and only then gives it its name: whoever looks finds a whole
 * and working program or none, also when two install at once or one is killed.
 * @param {Program} program
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the program's path in the cache
 */
export async function install(program, fill) {
  const target = cacheFolder(program);
  const siblings = dirname(target);
  mkdirSync(siblings, { recursive: true });
  removeLeftOvers(siblings);
  const draft = mkdtempSync(`${target}.draft-${process.pid}-`);
  try {
    await fill(draft);
    await program.check(join(draft, program.executable));
    await publish(program, draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return join(target, program.executable);
}

/**
 * Gives a checked draft its name, unless another process was quicker with a program that runs.
 * @param {Program} program
 * @param {string} draft
 * @param {string} target
 */
async function publish(program, draft, target) {
  while (!isRenamed(draft, target)) {
    if (await cached(program).catch(() => undefined)) return;
    const aside = mkdtempSync(`${target}.draft-${process.pid}-broken-`);
    isRenamed(target, join(aside, 'broken'));
    rmSync(aside, { recursive: true });
  }
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {boolean} false when there is something already, or nothing to rename
 */
function isRenamed(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(code)) return false;
    throw error;
  }
}

/**
 * Removes the drafts of processes that were killed.
 * @param {string} folder
 */
function removeLeftOvers(folder) {
  for (const name of readdirSync(folder)) {
    const pid = /\.draft-(\d+)-/.exec(name)?.[1];
    if (pid && identityOf(Number(pid)) === undefined) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
