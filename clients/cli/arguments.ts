import { formatMoney, isAmountMinor, MAX_AMOUNT_MINOR, MIN_AMOUNT_MINOR } from '../../workflows/domain/values/money';
import type { Money } from '../../workflows/domain/values/money';
import { shownName } from '../checked';
import { parseDurationMs } from '../duration';
import { isSafeUrl } from '../return-url';
import { usageError } from './exit-codes';

const bound = (value: number): string => formatMoney({ value, currency: 'INR' });
const RUPEES = `--amount: expected rupees with both decimals, such as 1100.00, ${bound(MIN_AMOUNT_MINOR)} to ${bound(MAX_AMOUNT_MINOR)}`;

/**
 * `1100.00` as money. Both decimals have to be there: `1100` may mean rupees or paisa. The digits are read as an
 * integer.
 * @throws CliError for anything else
 */
export function parseRupees(text: string): Money {
  const [, rupees, paisa] = /^(0|[1-9]\d{0,8})\.(\d\d)$/.exec(text) ?? [];
  const value = rupees === undefined || paisa === undefined ? Number.NaN : Number(rupees + paisa);
  if (!isAmountMinor(value)) throw usageError(RUPEES);
  return { value, currency: 'INR' };
}

const LONGEST_WAIT_MS = 10 * 60_000;

/** @throws CliError for what is no duration, or longer than anybody waits */
export function parseTimeoutMs(text: string): number {
  const timeoutMs = parseDurationMs(text);
  if (timeoutMs !== undefined && timeoutMs > 0 && timeoutMs <= LONGEST_WAIT_MS) return timeoutMs;
  throw usageError('--timeout: expected a duration such as 30s, at most 10 minutes');
}

export type Pairs = Readonly<Record<string, string>>;

/** Of a flag that may be given several times. @throws CliError for what is no `name=value`, and for a name given twice */
export const parsePairsOf =
  (flag: string) =>
  (text: string, pairs: Pairs = {}): Pairs => {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(at, 0));
    // As over HTTP, where it would be no name of a pair either.
    if (name === '' || name === '__proto__') throw usageError(`${flag}: expected name=value`);
    if (Object.hasOwn(pairs, name)) throw usageError(`${flag}: ${shownName(name)} only once`);
    return { ...pairs, [name]: text.slice(at + 1) };
  };

/** @throws CliError for what no browser is sent to */
export function parseReturnTo(text: string): string {
  if (!isSafeUrl(text)) throw usageError('--return-url: expected an https URL');
  return text;
}

/**
 * What is ours in a message: flags and names of commands. Anything else in quotes is what somebody typed, and may be an
 * OTP.
 */
const OURS = /^--?[a-z][a-z-]*(?:[ =].*)?$|^[a-z]{2,12}$/;

/** A message of the parser without the values that it quotes. */
export const withoutValues = (message: string): string =>
  message
    .replace(/ ?'([^']*)'/g, (_quoted, inner: string) => (OURS.test(inner) ? ` ${inner.replace(/=.*/, '')}` : ''))
    .replace(/\d{3,}/g, '…')
    .replace(/^error: |\.$/g, '');
