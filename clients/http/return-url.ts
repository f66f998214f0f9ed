/**
 * Where the buyer's browser may be sent: https (http on this machine), no credentials, and a host that is configured.
 * Otherwise an order could make us redirect to anywhere. Parsers disagree about backslashes, blanks and control
 * characters, so none is taken. `undefined` for anything else.
 */
export function parseReturnUrl(text: string, hosts: readonly string[]): URL | undefined {
  if (/[\\\s\p{C}]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, username, password, host, hostname } = url;
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocal);
  const isOurs = username === '' && password === '' && (hosts.includes(host) || hosts.includes(hostname));
  return isSafe && isOurs ? url : undefined;
}
