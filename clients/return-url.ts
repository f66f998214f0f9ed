import { isLoopback } from './loopback';
import { invalidFields } from './order-errors';

/** What the way back says beside what the shop wrote: names of ours, which no URL of a shop has in its query. */
const OURS = { reference: 'holdfast_reference', state: 'holdfast_state' } as const;

const OURS_IN_IT = `a URL without ${OURS.reference} and ${OURS.state} in its query, which are added on the way back: name yours otherwise`;

/**
 * Without `hosts` any safe one is taken.
 * @throws InvalidRequest for what no buyer is sent to
 */
export function assertReturnUrl(returnUrl: string | undefined, hosts?: readonly string[]): void {
  if (returnUrl === undefined) return;
  const url = safeUrl(returnUrl);
  if (!url || (hosts && !isOneOf(url, hosts))) {
    const reason = hosts ? 'an https URL whose host is one of RETURN_URL_HOSTS' : 'an https URL';
    throw invalidFields({ field: 'returnUrl', reason });
  }
  if (hasOurs(url)) throw invalidFields({ field: 'returnUrl', reason: OURS_IN_IT });
}

/** Whether a buyer may be sent to it: otherwise an order could make us redirect to anywhere. */
export function isReturnUrl(text: string, hosts: readonly string[]): boolean {
  const url = safeUrl(text);
  return url !== undefined && isOneOf(url, hosts) && !hasOurs(url);
}

export const isSafeUrl = (text: string): boolean => safeUrl(text) !== undefined;

/**
 * The shop's URL, byte for byte as it wrote it (it may be signed), and ours at the end of its query. Only what no header
 * can carry is written as browsers would send it (RFC 3987 §3.1).
 */
export function wayBackTo(
  returnUrl: string,
  { reference, state }: Readonly<Record<keyof typeof OURS, string>>,
): string {
  const [, address = '', fragment = ''] = /^([^#]*)(.*)$/.exec(returnUrl) ?? [];
  const joint = !address.includes('?') ? '?' : /^[^?]*\?$|&$/.test(address) ? '' : '&';
  const url = `${address}${joint}${OURS.reference}=${reference}&${OURS.state}=${state}${fragment}`;
  return url.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

/**
 * https (http on this machine), and no credentials. It is sent on as it stands, so nothing is taken that parsers read
 * differently: backslashes, blanks, control characters, or a host that does not follow two slashes.
 */
function safeUrl(text: string): URL | undefined {
  if (/[\\\s\p{C}\uFFFD]/u.test(text) || !/^https?:\/\/[^/?#]/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, username, password, hostname } = url;
  const isSafe = protocol === 'https:' || isLoopback(hostname);
  return isSafe && username === '' && password === '' ? url : undefined;
}

const isOneOf = ({ host, hostname }: URL, hosts: readonly string[]): boolean =>
  hosts.includes(host) || hosts.includes(hostname);

/** In whatever case and however encoded: some shops' frameworks do not tell them apart. */
const hasOurs = ({ searchParams }: URL): boolean =>
  [...searchParams.keys()].some((name) => Object.values<string>(OURS).includes(name.toLowerCase()));
