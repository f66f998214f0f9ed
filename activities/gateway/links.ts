import type { BuyersLink } from '../../workflows/domain/gateway/snapshot';

/** Domains of the vendor's pages for buyers, as its documents show them (docs/gateway.md §10 row 29). */
const VENDOR_DOMAINS = ['pluralonline.com', 'pluralpay.in', 'pinepg.in'];

/** Where a link leads: to this page of the gateway, or anywhere else. */
export type OwnLink = (link: string) => BuyersLink;

/**
 * Where a buyer may be sent: https on the vendor's domains, or the origin of our own base URL, which may be plain http
 * on this machine. A link that was forged into an answer must not take a buyer's card elsewhere.
 */
export function createOwnLink(baseUrl: string): OwnLink {
  const { origin } = new URL(baseUrl);
  return (link) => (URL.canParse(link) && isOwn(new URL(link), origin) ? { url: link } : 'elsewhere');
}

function isOwn({ origin, protocol, hostname, port, username, password }: URL, baseOrigin: string): boolean {
  if (username !== '' || password !== '') return false;
  if (origin === baseOrigin) return true;
  const isVendors = VENDOR_DOMAINS.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  return protocol === 'https:' && port === '' && isVendors;
}
