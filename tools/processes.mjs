// What the tools need of processes: run one to its end, recognise one, end one for sure.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {{ pid: number, identity: string }} ProcessMark A process that cannot be mistaken for a later one of the same pid. */
/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs]
 * @property {boolean} [show] its output goes to ours instead of into the answer
 * @property {(text: string) => void} [onOutput] is given the output as it comes; the answer keeps its end only
 */
/** @typedef {{ code: number | null, output: string }} Ended `code` is null when it never ran or was killed. */

const POLL_MS = 20;
const PARENT_POLL_MS = 500;
const KILL_AFTER_MS = 10_000;
const OUTPUT_LIMIT = 64 * 1024;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let interrupted = false;

/**
 * Runs a command to its end. Never rejects: a command that cannot be started or takes too long is one that failed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function run(command, args, { cwd, env, timeoutMs, show = false, onOutput } = {}) {
  if (interrupted) return Promise.resolve({ code: null, output: 'interrupted' });
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      const text = chunk.toString('utf8');
      onOutput?.(text);
      output = (output + text).slice(-OUTPUT_LIMIT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    if (timeoutMs !== undefined) {
      timers.push(setTimeout(() => signalTree(child.pid, 'SIGTERM'), timeoutMs));
      timers.push(setTimeout(() => signalTree(child.pid, 'SIGKILL'), timeoutMs + KILL_AFTER_MS));
    }
    const end = (/** @type {number | null} */ code, /** @type {string} */ more) => {
      timers.forEach(clearTimeout);
      running.delete(child);
      resolve({ code, output: output + more });
    };
    child.on('error', (error) => end(null, error.message));
    child.on('close', (code, signal) => end(code, signal ? `\nended by ${signal}` : ''));
  });
}

/** Ends whatever `run` is running, and lets it run nothing more: this process is about to end. */
export function interruptRuns() {
  interrupted = true;
  for (const child of running) signalTree(child.pid, 'SIGTERM');
}

/**
 * Calls back when whoever wanted this process to run is gone, by a signal or by the end of the npm that started it: npm
 * passes a signal on to its shell only, which dies of it without telling us.
 * @param {() => void} act called with every signal, and once when npm has gone without one
 */
export function onStopWish(act) {
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && wish(), PARENT_POLL_MS);
  watch.unref();
  if (!process.env['npm_lifecycle_event']) clearInterval(watch);
  const wish = () => {
    clearInterval(watch);
    act();
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, wish);
}

/**
 * What tells a process from a later one with the same pid: the moment it started. Undefined when it is not running.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function identityOf(pid) {
  try {
    if (process.platform !== 'linux') return ps('lstart=', '-p', String(pid))[0];
    const [state, , startedAt] = statOf(pid);
    return state === 'Z' ? undefined : startedAt;
  } catch {
    return undefined;
  }
}

/**
 * @param {ProcessMark} mark
 * @returns {boolean}
 */
export function isRunning({ pid, identity }) {
  return identityOf(pid) === identity;
}

/**
 * Ends a process that leads its own group, and the group with it: SIGTERM, and SIGKILL when it takes too long.
 * @param {ProcessMark} mark
 * @param {number} boundMs
 */
export async function endProcess(mark, boundMs) {
  if (!isRunning(mark)) return;
  signalGroup(mark.pid, 'SIGTERM');
  const deadline = Date.now() + boundMs;
  while (isRunning(mark) && Date.now() < deadline) await pause(POLL_MS);
  signalGroup(mark.pid, 'SIGKILL');
  while (isRunning(mark)) await pause(POLL_MS);
}

/**
 * Signals every process of a group; a group that is gone is no error.
 * @param {number} pid the group's leader
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  // 0 is a process that could not be started; to the system it would mean our own group.
  if (pid === 0) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}

/**
 * Signals a process and all that it has started, directly or not. npm passes a signal on to a shell that keeps it.
 * @param {number | undefined} root undefined: it could not be started
 * @param {NodeJS.Signals} signal
 */
function signalTree(root, signal) {
  const parents = new Map(processTable());
  const isInTree = (/** @type {number | undefined} */ pid) => {
    for (let at = pid; at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  for (const pid of [...parents.keys()].filter(isInTree)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** @returns {[pid: number, parent: number][]} */
function processTable() {
  if (process.platform !== 'linux') {
    return ps('pid=,ppid=', '-A').map((line) => /** @type {[number, number]} */ (line.split(/\s+/).map(Number)));
  }
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => {
    try {
      return [[pid, Number(statOf(pid)[1])]];
    } catch {
      return []; // It has ended since.
    }
  });
}

/**
 * @param {number} pid
 * @returns {[state: string, parent: string, startedAt: string]}
 */
function statOf(pid) {
  // proc(5): after the name in brackets come field 3, the state, 4, the parent, and 22, the start in ticks since boot.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [state = '', parent = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [state, parent, fields[17] ?? ''];
}

/**
 * @param {string} columns
 * @param {string[]} selection
 * @returns {string[]} a line for each process
 */
function ps(columns, ...selection) {
  const output = execFileSync('ps', [...selection, '-o', columns], { encoding: 'utf8' });
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
