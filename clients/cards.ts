import type { Card, CardRef, Vault } from '../activities/vault';
import type { FieldError } from './order-errors';

export type Brand = 'visa' | 'mastercard' | 'amex' | 'rupay' | 'diners' | 'discover' | 'jcb' | 'maestro' | 'unknown';

/** The first that fits counts. 60, 65, 81, 82, 508 are RuPay's in India, where other schemes share parts of them. */
const BRANDS: readonly (readonly [RegExp, Brand])[] = [
  [/^4/, 'visa'],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'mastercard'],
  [/^3[47]/, 'amex'],
  [/^3(?:0[0-5]|[689])/, 'diners'],
  [/^(?:6011|64[4-9])/, 'discover'],
  [/^(?:60|65|81|82|508|353|356)/, 'rupay'],
  [/^35(?:2[89]|[3-8])/, 'jcb'],
  [/^(?:50|5[6-8]|6)/, 'maestro'],
];

export const brandOf = (number: string): Brand => BRANDS.find(([prefix]) => prefix.test(number))?.[1] ?? 'unknown';

/** The check digit of card numbers: catches every single wrong digit and nearly every pair swapped. */
function isLuhnValid(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Digits one after the other, also in groups. */
const DIGIT_RUNS = /\d(?:[\s._-]?\d)*/g;

/**
 * Whether the text is, or holds, what really looks like a card number: 13 to 19 digits of a known issuer with the right check
 * digit, in groups or not. Of other numbers that begin like a card, one in ten has that digit by chance.
 */
export const holdsCardNumber = (text: string): boolean =>
  [...text.matchAll(DIGIT_RUNS)].some(([run]) => [run, ...run.split(/\D/)].some(isCardNumber));

function isCardNumber(grouped: string): boolean {
  const digits = grouped.replace(/\D/g, '');
  return /^\d{13,19}$/.test(digits) && brandOf(digits) !== 'unknown' && isLuhnValid(digits);
}

/**
 * Checked here, because the vault would refuse another shape as a mistake of ours, and the reference of an OTP is no
 * card.
 */
const isCardRef = (ref: string): ref is CardRef => /^card_[\w-]{22}$/.test(ref);

/** Whether the card is this order's now, or was before. */
export const claimCard = async (vault: Pick<Vault, 'claim'>, ref: string, reference: string): Promise<boolean> =>
  isCardRef(ref) && (await vault.claim(ref, reference)) === 'claimed';

/** What is wrong with a card of the right shape. A card is good until the end of its month. */
export function cardErrors({ number, expiryMonth, expiryYear, cvv }: Card, nowMs: number): FieldError[] {
  const errors: FieldError[] = [];
  if (!isLuhnValid(number)) errors.push({ field: 'number', reason: 'not a card number: its check digit is wrong' });
  const firstInvalidMs = Date.UTC(Number(expiryYear), Number(expiryMonth), 1);
  if (firstInvalidMs <= nowMs) errors.push({ field: 'expiryMonth', reason: 'the card has expired' });
  if (Number(expiryYear) > new Date(nowMs).getUTCFullYear() + 50) {
    errors.push({ field: 'expiryYear', reason: 'too far in the future' });
  }
  const cvvLength = brandOf(number) === 'amex' ? 4 : 3;
  if (cvv.length !== cvvLength) errors.push({ field: 'cvv', reason: `${cvvLength} digits for this card` });
  return errors;
}
