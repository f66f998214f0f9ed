import type { BadInput } from './bad-fields';
import { KEYS, ORDER } from './edge-fixture';

const keyed = (claim: string, authorization: string, status: number, problem: string): BadInput => ({
  claim,
  url: '/v1/orders',
  body: ORDER,
  headers: { authorization },
  status,
  problem,
});

/** Requests that are refused before any field is looked at. */
export const BAD_REQUESTS: readonly BadInput[] = [
  {
    claim: 'a body of another type',
    url: '/v1/orders',
    body: 'reference=ORD-1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    problem: 'unsupported-media-type',
  },
  {
    claim: 'a body over the limit',
    url: '/v1/orders',
    body: { ...ORDER, metadata: { note: 'x'.repeat(65 * 1024) } },
    status: 413,
    problem: 'body-too-large',
  },
  {
    claim: 'a webhook over the limit',
    url: '/v1/webhooks/plural',
    body: { note: 'x'.repeat(65 * 1024) },
    status: 413,
    problem: 'body-too-large',
  },
  { claim: 'an unknown route', method: 'GET', url: '/v1/refunds', status: 404, problem: 'route-not-found' },
  { claim: 'an unknown method', method: 'POST', url: '/healthz', status: 404, problem: 'route-not-found' },
  keyed('no key', '', 401, 'unauthenticated'),
  keyed('a key that nobody has', 'Bearer key-for-everything-0002', 401, 'unauthenticated'),
  keyed('a key in another scheme', `Basic ${KEYS.all}`, 401, 'unauthenticated'),
  {
    claim: 'no key before a broken body',
    url: '/v1/cards',
    body: '{',
    headers: { authorization: '', 'content-type': 'application/json' },
    status: 401,
    problem: 'unauthenticated',
  },
];
