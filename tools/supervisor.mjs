// Starts the parts one after the other, starts again what dies, and stops them in reverse order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess, identityOf, signalGroup } from './processes.mjs';
import { duration } from './progress.mjs';

/** @typedef {import('./processes.mjs').ProcessMark} ProcessMark */
/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} logFile gets its output, appended
 * @property {import('./health.mjs').Health} health
 */
/** @typedef {{ mark: ProcessMark, ended: Promise<string>, healthyAt?: number }} Life `ended` resolves with how. */

/** A part did not come up. */
export class StartError extends Error {
  /**
   * @param {Part} part
   * @param {string} reason
   */
  constructor(part, reason) {
    super(`${part.name} did not come up: ${reason}`);
    this.logFile = part.logFile;
  }
}

const HEALTH_EVERY_MS = 50;
const START_BOUND_MS = 60_000;
const STOP_BOUND_MS = 15_000;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 15_000;
// A part that stayed healthy for so long has forgotten its earlier deaths.
const SETTLED_MS = 30_000;

export class Supervisor {
  /** @type {Map<Part, Life>} in the order of their start */
  #lives = new Map();
  /** @type {Promise<void>[]} */
  #keepers = [];
  #stopping = new AbortController();
  /** @type {Promise<void> | undefined} */
  #stopped;

  /**
   * @param {object} listener
   * @param {import('./progress.mjs').Print} listener.print
   * @param {() => void} listener.onSpawn called whenever the set of processes has changed
   * @param {() => void} listener.onRecovery called when a part that died is healthy again
   */
  constructor({ print, onSpawn, onRecovery }) {
    this.print = print;
    this.onSpawn = onSpawn;
    this.onRecovery = onRecovery;
  }

  /** The process of each part, by its name. */
  get processes() {
    return new Map([...this.#lives].map(([part, life]) => [part.name, life.mark]));
  }

  /**
   * Starts a part, and from then on keeps it alive.
   * @param {Part} part
   * @throws StartError when it ends or does not become healthy in time
   */
  async start(part) {
    this.#stopping.signal.throwIfAborted();
    const life = this.#spawn(part);
    const problem = await this.#becomesHealthy(part, life);
    this.#stopping.signal.throwIfAborted();
    if (problem) throw new StartError(part, problem);
    this.#keepers.push(this.#keep(part));
  }

  /** Ends all parts, the last one first, each for sure. Nothing is started any more. */
  stop() {
    this.#stopping.abort(new Error('stopped'));
    this.#stopped ??= this.#endAll();
    return this.#stopped;
  }

  async #endAll() {
    for (const { mark } of [...this.#lives.values()].reverse()) await endProcess(mark, STOP_BOUND_MS);
    await Promise.all(this.#keepers);
  }

  /** Ends all parts at once and without asking. */
  kill() {
    this.#stopping.abort(new Error('killed'));
    for (const { mark } of this.#lives.values()) signalGroup(mark.pid, 'SIGKILL');
  }

  /**
   * @param {Part} part
   * @returns {Promise<void>} when all is stopped
   */
  async #keep(part) {
    for (let deaths = 0; ; deaths++) {
      const life = /** @type {Life} */ (this.#lives.get(part));
      const how = await life.ended;
      if (this.#stopping.signal.aborted) return;
      if (life.healthyAt !== undefined && Date.now() - life.healthyAt >= SETTLED_MS) deaths = 0;
      const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** deaths, LONGEST_BACKOFF_MS);
      this.print(`  ! ${part.name} has ended (${how}); it is started again in ${duration(backoffMs)}`);
      const isDue = pause(backoffMs, true, { signal: this.#stopping.signal }).catch(() => false);
      if (!(await isDue)) return;
      await this.#revive(part);
    }
  }

  /** @param {Part} part */
  async #revive(part) {
    const since = performance.now();
    const life = this.#spawn(part);
    const problem = await this.#becomesHealthy(part, life);
    if (this.#stopping.signal.aborted) return;
    if (problem) {
      this.print(`  ! ${part.name}: ${problem}; see ${part.logFile}`);
      await endProcess(life.mark, STOP_BOUND_MS);
      return;
    }
    // First the description: whoever reads the line may look there for the new process.
    this.onRecovery();
    this.print(`  ✓ ${part.name} is back as process ${life.mark.pid} (${duration(performance.now() - since)})`);
  }

  /**
   * @param {Part} part
   * @returns {Life}
   */
  #spawn(part) {
    const log = openSync(part.logFile, 'a', 0o600);
    // A group of its own: Ctrl-C must reach the supervisor only, which stops the parts in order.
    const child = spawn(part.command, part.args, { env: part.env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    const pid = child.pid ?? 0;
    const ended = once(child, 'exit').then(
      ([code, signal]) => {
        signalGroup(pid, 'SIGKILL'); // what it may have started itself
        return signal ? `killed by ${signal}` : `exit code ${code}`;
      },
      (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error)),
    );
    /** @type {Life} */
    const life = { mark: { pid, identity: identityOf(pid) ?? '' }, ended };
    this.#lives.set(part, life);
    this.onSpawn();
    return life;
  }

  /**
   * @param {Part} part
   * @param {Life} life
   * @returns {Promise<string | undefined>} what went wrong
   */
  async #becomesHealthy(part, life) {
    const deadline = Date.now() + START_BOUND_MS;
    const ended = life.ended.then((how) => ({ verdict: `it ended, ${how}` }));
    while (!this.#stopping.signal.aborted) {
      const asked = part.health().then((problem) => ({ problem }));
      const answer = await Promise.race([asked, ended]);
      if ('verdict' in answer) return answer.verdict;
      if (answer.problem === undefined) {
        life.healthyAt = Date.now();
        return undefined;
      }
      if (Date.now() > deadline) return `after ${duration(START_BOUND_MS)}, ${answer.problem}`;
      await Promise.race([pause(HEALTH_EVERY_MS), ended]);
    }
    return undefined;
  }
}
