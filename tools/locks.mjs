// Lock files that know who holds them, so that one left behind by a dead process is no obstacle.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isRunning } from './processes.mjs';

/** @typedef {import('./processes.mjs').ProcessMark} ProcessMark */
/** @typedef {ProcessMark & { processes?: ProcessMark[] }} Holder `processes`: those the holder started. */
/**
 * @typedef {object} Lock
 * @property {Holder | undefined} previous who held it last and died without giving it back
 * @property {(processes: ProcessMark[]) => void} note writes down the processes the holder has started
 * @property {() => void} release
 */

const POLL_MS = 200;

/**
 * Takes a lock, or answers with the living process that holds it.
 * @param {string} file its folder is made when it is missing
 * @returns {{ lock: Lock } | { heldBy: Holder }}
 */
export function tryLock(file) {
  const own = { pid: process.pid, identity: identityOf(process.pid) ?? '' };
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  /** @type {Holder | undefined} */
  let previous;
  try {
    for (;;) {
      writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
      // A link appears with its content or not at all: nobody ever reads a half-written lock.
      if (succeeds(() => linkSync(draft, file), 'EEXIST')) break;
      const holder = readHolder(file);
      if (holder && isRunning(holder)) return { heldBy: holder };
      previous = holder ?? previous;
      removeStale(file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    lock: {
      previous,
      note: (processes) => {
        writeFileSync(draft, JSON.stringify({ ...own, processes }), { mode: 0o600 });
        renameSync(draft, file);
      },
      release: () => rmSync(file, { force: true }),
    },
  };
}

/**
 * Does some work while holding a lock; waits for it as long as another living process holds it.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(holder: Holder) => void} onWait called once, when it has to wait
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait) {
  let attempt = tryLock(file);
  if ('heldBy' in attempt) onWait(attempt.heldBy);
  while ('heldBy' in attempt) {
    await pause(POLL_MS);
    attempt = tryLock(file);
  }
  try {
    return await work();
  } finally {
    attempt.lock.release();
  }
}

/**
 * Moves a stale lock away. Another process may have replaced it meanwhile: then what was moved is put back.
 * @param {string} file
 */
function removeStale(file) {
  const aside = `${file}.stale.${process.pid}`;
  if (!succeeds(() => renameSync(file, aside), 'ENOENT')) return;
  const moved = readHolder(aside);
  if (moved && isRunning(moved)) succeeds(() => linkSync(aside, file), 'EEXIST');
  rmSync(aside, { force: true });
}

/**
 * @param {string} file
 * @returns {Holder | undefined}
 */
function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {() => void} act
 * @param {string} expectedCode the one failure that is an answer
 * @returns {boolean}
 */
function succeeds(act, expectedCode) {
  try {
    act();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === expectedCode) return false;
    throw error;
  }
}
