// Money, instants and periods: as people read them, and as the API takes them.

const RUPEES = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const TIME_OF_DAY = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const INSTANT = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g;

/** @param {{ value: number }} money in minor units */
export const rupees = ({ value }) => RUPEES.format(value / 100);

/** @param {string} instant ISO 8601 */
export const moment = (instant) => MOMENT.format(new Date(instant));

/** @param {string} instant ISO 8601 */
export const timeOfDay = (instant) => TIME_OF_DAY.format(new Date(instant));

/**
 * A sentence of the API, with its instants in the reader's own time.
 * @param {string} sentence
 */
export const readable = (sentence) => sentence.replace(INSTANT, moment);

/** @param {string} waitingFor such as `The delivery, until …` */
export function waitSentence(waitingFor) {
  const words = readable(waitingFor);
  return `Waits for ${words.slice(0, 1).toLowerCase()}${words.slice(1)}`;
}

/**
 * @param {string} text such as `1100` or `1,100.50`
 * @returns {number | undefined} paisa; nothing where the text is no amount. The digits are moved, never calculated with.
 */
export function paisaOf(text) {
  const [, whole, part = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/^₹\s*|,/g, '')) ?? [];
  return whole === undefined ? undefined : Number(whole + part.padEnd(2, '0'));
}

/**
 * @param {number} ms
 * @returns {string} such as `4 d 17 h 59 min` or `0:29`
 */
export function period(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3_600) % 24, (seconds / 60) % 60].map(Math.floor);
  if (days) return `${days} d ${hours} h ${minutes} min`;
  if (hours) return `${hours} h ${minutes} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
}
