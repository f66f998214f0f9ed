import { isLoopback } from './loopback';
import { invalidFields } from './order-errors';

/**
 * The order with its return URL as browsers read it. Without `hosts` any safe one is taken.
 * @throws InvalidRequest for a URL that no buyer may be sent to
 */
export function withReturnUrl<O extends { readonly returnUrl?: string }>(order: O, hosts?: readonly string[]): O {
  const { returnUrl } = order;
  if (returnUrl === undefined) return order;
  const url = hosts ? parseReturnUrl(returnUrl, hosts) : parseSafeUrl(returnUrl);
  if (url) return { ...order, returnUrl: url.href };
  const reason = hosts ? 'an https URL whose host is one of RETURN_URL_HOSTS' : 'an https URL';
  throw invalidFields({ field: 'returnUrl', reason });
}

/**
 * Where the buyer's browser may be sent: https (http on this machine), no credentials, and a host that is configured.
 * Otherwise an order could make us redirect to anywhere. `undefined` for anything else.
 */
export function parseReturnUrl(text: string, hosts: readonly string[]): URL | undefined {
  const url = parseSafeUrl(text);
  return url && (hosts.includes(url.host) || hosts.includes(url.hostname)) ? url : undefined;
}

/** The same for any host. Parsers disagree about backslashes, blanks and control characters, so none is taken. */
export function parseSafeUrl(text: string): URL | undefined {
  if (/[\\\s\p{C}]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, username, password, hostname } = url;
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isSafe && username === '' && password === '' ? url : undefined;
}
