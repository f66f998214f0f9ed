// Periods that run down while one looks at them.
import { block } from './page.mjs';
import { period } from './words.mjs';

/** @typedef {{ at: string, whenOver: () => void }} Countdown */

/** @type {Map<string, Countdown>} by the id of the element that shows it */
const running = new Map();

/**
 * @param {string} id
 * @param {string | null} at the instant it runs to; `null` stops it
 * @param {() => void} [whenOver] called once
 */
export function countDown(id, at, whenOver = () => undefined) {
  if (at === running.get(id)?.at) return;
  running.delete(id);
  block(id).textContent = '';
  if (at !== null) running.set(id, { at, whenOver });
  tick();
}

function tick() {
  for (const [id, { at, whenOver }] of running) {
    const leftMs = Date.parse(at) - Date.now();
    block(id).textContent = leftMs > 0 ? period(leftMs) : '';
    if (leftMs > 0) continue;
    running.delete(id);
    whenOver();
  }
}

setInterval(tick, 1_000);
