// The folder of one running Holdfast (`.holdfast/`, or HOLDFAST_HOME), held by one supervisor at a time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT_FILE } from './environment-file.mjs';
import { tryLock } from './locks.mjs';
import { endProcess } from './processes.mjs';
import { projectRoot } from './set-up.mjs';

/** @typedef {import('./processes.mjs').ProcessMark} ProcessMark */

const GUARD = fileURLToPath(new URL('./guard.mjs', import.meta.url));
const STOP_BOUND_MS = 10_000;
// The address of a Unix socket holds 104 bytes on some systems, with the zero at its end.
const SOCKET_PATH_LIMIT = 103;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

export const homeFolder = () => resolve(process.env['HOLDFAST_HOME'] || join(projectRoot, '.holdfast'));

export class Home {
  /** @type {string[]} what is removed at the end */
  #temporary = [];

  /**
   * @param {string} folder
   * @param {import('./locks.mjs').Lock} lock
   */
  constructor(folder, lock) {
    this.folder = folder;
    this.lock = lock;
    this.runFile = join(folder, 'run.json');
    this.environmentFile = join(folder, ENVIRONMENT_FILE);
    // Its group is its own, so that a Ctrl-C or a kill of the supervisor's group leaves it alive.
    this.guard = spawn(process.execPath, [GUARD], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.guard.stdin.on('error', () => undefined);
  }

  /**
   * Takes the home, and ends what an earlier supervisor left running when it was killed.
   * @param {string} path
   * @returns {Promise<Home>}
   * @throws when another supervisor is running here
   */
  static async open(path) {
    const folder = resolve(path);
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
    // One that was there already may be open to others, who could then replace the vault's socket.
    chmodSync(folder, 0o700);
    const attempt = tryLock(join(folder, 'lock'));
    if ('heldBy' in attempt) {
      throw new Error(`Holdfast is already running in ${folder} (process ${attempt.heldBy.pid}).`);
    }
    for (const file of ['run.json', ENVIRONMENT_FILE]) rmSync(join(folder, file), { force: true });
    await Promise.all((attempt.lock.previous?.processes ?? []).map((mark) => endProcess(mark, STOP_BOUND_MS)));
    return new Home(folder, attempt.lock);
  }

  /** @param {string} name */
  file(name) {
    return join(this.folder, name);
  }

  /**
   * The log of a part; one that has grown large is put aside first.
   * @param {string} part
   */
  logFile(part) {
    const path = join(this.folder, 'logs', `${part}.log`);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
    return path;
  }

  /**
   * A path for a Unix socket: in the home, or in a private folder elsewhere when that path would be too long.
   * @param {string} name
   */
  socket(name) {
    const path = join(this.folder, name);
    const fits = Buffer.byteLength(path) <= SOCKET_PATH_LIMIT;
    const elsewhere = fits ? undefined : mkdtempSync(join(tmpdir(), 'holdfast-'));
    this.#temporary.push(elsewhere ?? path);
    return elsewhere ? join(elsewhere, name) : path;
  }

  /**
   * Notes what has been started, for whoever has to end it if this process cannot.
   * @param {ProcessMark[]} processes
   */
  note(processes) {
    this.lock.note(processes);
    const files = [this.runFile, this.environmentFile, ...this.#temporary];
    this.guard.stdin.write(`${JSON.stringify({ processes, files })}\n`);
  }

  /**
   * Describes the running system for scripts, and for programs beside it.
   * @param {object} description
   * @param {string} environment
   */
  describe(description, environment) {
    writeWhole(this.environmentFile, environment);
    writeWhole(this.runFile, `${JSON.stringify(description, null, 2)}\n`);
  }

  withdrawDescription() {
    for (const file of [this.runFile, this.environmentFile]) rmSync(file, { force: true });
  }

  /** Gives the home back, when nothing of it is running any more. */
  async close() {
    this.withdrawDescription();
    for (const path of this.#temporary) rmSync(path, { recursive: true, force: true });
    this.note([]);
    const gone = this.guard.exitCode === null && this.guard.signalCode === null ? once(this.guard, 'exit') : undefined;
    this.guard.stdin.end();
    await gone;
    this.lock.release();
  }
}

/**
 * Nobody ever reads half of it, and nobody else at all.
 * @param {string} file
 * @param {string} text
 */
function writeWhole(file, text) {
  const draft = `${file}.draft`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
