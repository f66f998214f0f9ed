// The fields of a card: written in groups, looked at before they are sent, and emptied right after.
import { block, element, input, showError } from './page.mjs';

/** @typedef {{ title: string, number: string, cvv: string, does: string }} TestCard */

/** Of simulator/README.md. Their numbers are not shown: whoever looks for a card number in this page shall find none. */
/** @type {readonly TestCard[]} */
const TEST_CARDS = [
  { title: 'Visa', number: '4012001037141112', cvv: '065', does: 'one-time password on this page' },
  { title: 'Mastercard', number: '5200000000001096', cvv: '123', does: 'on the bank’s page' },
  { title: 'Visa', number: '4000000000000002', cvv: '123', does: 'refused at once' },
  { title: 'Visa', number: '4000000000009995', cvv: '123', does: 'refused after the one-time password' },
];

const FIELDS = ['number', 'expiry', 'cvv', 'name'];

/** @param {string} text */
const digitsOf = (text) => text.replace(/\D/g, '');

export function prepareCardForm() {
  const [number, expiry, cvv] = [input('number'), input('expiry'), input('cvv')];
  number.addEventListener('input', () => rewrite(number, (digits) => digits.match(/.{1,4}/g)?.join(' ') ?? '', 19));
  expiry.addEventListener('input', () => rewrite(expiry, expiryText, 6));
  cvv.addEventListener('input', () => rewrite(cvv, (digits) => digits, 4));
  for (const [id, look] of /** @type {const} */ ([
    ['number', numberError],
    ['expiry', expiryError],
  ])) {
    input(id).addEventListener('change', () => showError(id, input(id).value ? look(input(id).value) : undefined));
  }
  block('test-cards').replaceChildren(...TEST_CARDS.map(testCardRow));
}

/** @param {TestCard} card */
function testCardRow({ title, number, cvv, does }) {
  const label = `${title} ending in ${number.slice(-4)}`;
  const fill = element('button', label, { type: 'button', class: 'quiet', 'aria-label': `Fill in ${label}: ${does}` });
  fill.addEventListener('click', () => {
    for (const [id, value] of Object.entries({ number, expiry: '12/31', cvv })) {
      input(id).value = value;
      input(id).dispatchEvent(new Event('input'));
      showError(id);
    }
    block('pay-button').focus();
  });
  const row = element('li', '');
  row.append(fill, element('span', does));
  return row;
}

/** @param {string} digits */
const expiryText = (digits) => digits.replace(/^[2-9]/, '0$&').replace(/^(\d\d)(?=\d)/, '$1/');

/**
 * Writes the digits in their groups, and leaves the cursor behind the digit it was behind.
 * @param {HTMLInputElement} field
 * @param {(digits: string) => string} write
 * @param {number} maxDigits
 */
function rewrite(field, write, maxDigits) {
  const before = digitsOf(field.value.slice(0, field.selectionStart ?? 0)).length;
  const text = write(digitsOf(field.value).slice(0, maxDigits));
  if (text === field.value) return;
  field.value = text;
  let at = 0;
  for (let seen = 0; seen < before && at < text.length; at += 1) if (/\d/.test(text[at] ?? '')) seen += 1;
  field.setSelectionRange(at, at);
}

/**
 * @param {string} text
 * @returns {string | undefined} what is wrong with the number
 */
function numberError(text) {
  const digits = digitsOf(text);
  if (digits.length < 12) return 'Enter the 12 to 19 digits of the card number.';
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0 ? undefined : 'A digit is wrong: compare the number with the card.';
}

/** @param {string} text */
function expiryOf(text) {
  const [, month = '', year = ''] = /^(0[1-9]|1[0-2])(\d\d|20\d\d)$/.exec(digitsOf(text)) ?? [];
  return { month, year: year && year.padStart(4, '20') };
}

/**
 * @param {string} text
 * @param {Date} [now]
 * @returns {string | undefined} what is wrong with the date
 */
function expiryError(text, now = new Date()) {
  const { month, year } = expiryOf(text);
  if (!month) return 'Enter month and year as on the card, such as 12/31.';
  const isPast = Number(year) * 12 + Number(month) <= now.getFullYear() * 12 + now.getMonth();
  return isPast ? 'This card has expired.' : undefined;
}

/** @returns {Record<string, string>} what the page itself sees to be wrong, by the id of the field */
export function cardErrors() {
  const errors = {
    number: numberError(input('number').value),
    expiry: expiryError(input('expiry').value),
    cvv: /^\d{3,4}$/.test(input('cvv').value) ? undefined : 'Enter the 3 or 4 digits.',
  };
  return /** @type {Record<string, string>} */ (
    Object.fromEntries(Object.entries(errors).filter(([, reason]) => reason !== undefined))
  );
}

/** @returns {import('./api.mjs').Card} */
export function readCard() {
  const { month, year } = expiryOf(input('expiry').value);
  const name = input('name').value.trim();
  const number = digitsOf(input('number').value);
  return { number, expiryMonth: month, expiryYear: year, cvv: input('cvv').value, ...(name && { name }) };
}

export function forgetCard() {
  for (const id of FIELDS) input(id).value = '';
}
