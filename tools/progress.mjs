// The lines that say what is being done, and how long it took.

/** @typedef {(line: string) => void} Print */

const ANNOUNCE_AFTER_MS = 300;
const REMIND_EVERY_MS = 15_000;

/**
 * Progress goes to stderr, so that a tool's answer on stdout stays clean.
 * @type {Print}
 */
export const printProgress = (line) => {
  process.stderr.write(`${line}\n`);
};

/**
 * @param {number} ms
 * @returns {string} such as `1.2 s` or `4 min 10 s`
 */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/**
 * Does a piece of work with a line when it begins (unless it is over at once), a line now and then while it lasts, and
 * a line with the time it took when it is done.
 * @template T
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @param {Print} [print]
 * @returns {Promise<T>} what the work answers
 */
export async function timed(title, work, print = printProgress) {
  const since = performance.now();
  const elapsed = () => duration(performance.now() - since);
  const announce = setTimeout(() => print(`  … ${title}`), ANNOUNCE_AFTER_MS);
  const remind = setInterval(() => print(`  … ${title}: ${elapsed()} so far`), REMIND_EVERY_MS);
  let mark = '✗';
  try {
    const answer = await work();
    mark = '✓';
    return answer;
  } finally {
    clearTimeout(announce);
    clearInterval(remind);
    print(`  ${mark} ${title} (${elapsed()})`);
  }
}
