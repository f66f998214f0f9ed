// An answer that is no success, in words: beside the field it is about, or above everything.
import { alarm, showErrors } from './page.mjs';
import { readable } from './words.mjs';

/** Names in the API's requests, and where they are entered here. */
/** @type {Readonly<Record<string, string>>} */
const FIELDS = {
  'amount.value': 'amount',
  cvv: 'cvv',
  decideBy: 'decide-by',
  expiryMonth: 'expiry',
  expiryYear: 'expiry',
  name: 'name',
  number: 'number',
  otp: 'otp',
  reference: 'reference',
};

/** Forms with one field: what is refused there is about it. */
/** @type {Readonly<Record<string, string>>} */
const ONLY_FIELD = { 'capture-form': 'capture-amount', 'extend-form': 'decide-by', 'step-otp': 'otp' };

const ABOUT_THE_FIELD = ['invalid-request', 'not-allowed', 'otp-declined', 'otp-gone'];

/**
 * @param {import('./api.mjs').ApiProblem} problem
 * @param {string} id of what was acted on
 */
export function showProblem({ slug = '', message, advice, errors }, id) {
  const reasons = Object.fromEntries(
    errors.flatMap(({ field, reason }) => {
      const place = ONLY_FIELD[id] ?? FIELDS[field];
      return place ? [[place, sentence(reason)]] : [];
    }),
  );
  const only = ONLY_FIELD[id];
  if (only && errors.length === 0 && ABOUT_THE_FIELD.includes(slug)) reasons[only] = sentence(message);
  showErrors(reasons);
  const rest = errors.filter(({ field }) => !ONLY_FIELD[id] && !FIELDS[field]);
  if (Object.keys(reasons).length > 0 && rest.length === 0) return;
  alarm(sentence(message), ...rest.map(({ field, reason }) => sentence(`${field}: ${reason}`)), advice);
}

/** @param {string} text */
function sentence(text) {
  const words = readable(text);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}
