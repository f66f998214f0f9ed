import { createHmac } from 'node:crypto';
import { createLogger } from '../../../workers/logging';
import { createMemoryVault, Secret } from '../../../activities/vault';
import type { MemoryVault } from '../../../activities/vault';
import { reduceOrder } from '../../../activities/gateway/reduce';
import { createReturnVerifier } from '../../../clients/callbacks/return-signature';
import { createWebhookVerifier } from '../../../clients/callbacks/webhook-signature';
import type { EdgeApp, EdgeDependencies } from '../../../clients/http/edge';
import { digestOf } from '../../../clients/api-keys';
import type { ApiKey } from '../../../clients/api-keys';
import { createCheckoutTokens } from '../../../clients/http/checkout-token';
import { buildServer } from '../../../clients/http/server';
import { noExposure } from '../../../workflows/domain/holds/exposure';
import type { RefundView } from '../../../workflows/contract/refund';
import type { GatewayNews } from '../../../clients/gateway-news';
import type { Accepted, OrderGlance, Orders, TrackedOrder } from '../../../clients/orders';
import { SCOPES } from '../../../clients/scopes';
import type { Scope } from '../../../clients/scopes';
import type { OrderOwners } from '../../../clients/shops';

export const NOW = Date.parse('2027-01-15T10:00:00Z');
export const CARD = { number: '4012001037141112', expiryMonth: '12', expiryYear: '2031', cvv: '065', name: 'A Buyer' };
export const ORDER = { reference: 'ORD-1', amount: { value: 110_000, currency: 'INR' }, checkout: 'seamless' };

export const KEYS = {
  all: 'key-for-everything-0001',
  place: 'key-for-placing-0000001',
  read: 'key-for-reading-0000001',
  decide: 'key-for-deciding-000001',
  refund: 'key-for-refunds-0000001',
  operator: 'key-for-operator-000001',
  cards: 'key-for-cards-000000001',
} as const;

const SCOPE_NAMES = Object.keys(SCOPES) as Scope[];
/** One of each scope, of the shop of orders that belong to none; and one of all. */
const API_KEYS: readonly ApiKey[] = Object.entries(KEYS).map(([name, key]) => ({
  name,
  digest: digestOf(key),
  scopes: name === 'all' ? SCOPE_NAMES : [name as Scope],
  shop: null,
  until: null,
}));
export const CHECKOUT_KEY = new Secret('a-key-that-signs-checkout-tokens-1');

const CALLBACK_KEY = '0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F9';
const WEBHOOK_SECRET = 'abc1234';

const money = (value: number) => ({ value, currency: 'INR' });

export const VIEW: TrackedOrder = {
  reference: 'ORD-1',
  gatewayOrderId: 'v1-4405071524-aa-qlAtAf',
  checkout: 'seamless',
  state: 'held',
  final: false,
  settledBy: null,
  amount: money(110_000),
  ledger: {
    authorised: money(110_000),
    held: money(110_000),
    captured: money(0),
    released: money(0),
    refunded: money(0),
  },
  nextAction: null,
  decideAt: '2027-01-20T04:00:00.000Z',
  policy: { onDelivery: 'capture', atDeadline: 'captureIfDelivered', decideBy: null },
  deliveredAt: null,
  decline: null,
  attention: null,
  resolutions: [],
  wishes: [],
  waitingFor: 'Waits for the delivery until 2027-01-20 04:00 UTC',
  timeline: [],
  gatewayClockOffMs: 0,
  returnUrl: 'https://shop.example.com/back?basket=7',
  workflow: { id: 'preauth-ORD-1', runId: 'run-1', url: null },
};

export const REFUSED_WISH: TrackedOrder['wishes'][number] = {
  key: 'basket-7',
  updateId: 'capture-1',
  kind: 'capture',
  at: '2027-01-15T09:10:00.000Z',
  outcome: 'refused',
  code: 'not-held',
  reason: 'No money is on hold',
};

export const GLANCE: OrderGlance = {
  reference: 'ORD-1',
  state: 'created',
  gatewayOrderId: null,
  held: { value: 0, currency: 'INR' },
  decideAt: null,
  attention: null,
  attentionSince: null,
  workflow: { id: 'preauth-ORD-1', runId: 'run-1', url: null },
};

export const REFUND: RefundView = {
  refundReference: 'REF-1',
  orderReference: 'ORD-1',
  gatewayRefundId: 'v1-4405071524-aa-refund',
  state: 'pending',
  amount: money(50_000),
  reason: 'one item returned',
  requestedAt: '2027-01-15T10:00:00.000Z',
  decline: null,
  attention: null,
  waitingFor: 'The bank, to give ₹500.00 back.',
  timeline: [],
};

/** What an answer says that did not come in time. */
export const ACCEPTED: Accepted = { kind: 'capture', key: 'k-1', notAfter: '2027-01-15T11:00:00.000Z' };
export const WEBHOOK = JSON.stringify({
  event_type: 'ORDER_AUTHORIZED',
  data: {
    order_id: 'v1-4405071524-aa-qlAtAf',
    merchant_order_reference: 'ORD-1',
    type: 'CHARGE',
    status: 'AUTHORIZED',
    order_amount: { value: 110_000, currency: 'INR' },
    pre_auth: false,
    payments: [],
    created_at: '2027-01-15T09:59:00Z',
    updated_at: '2027-01-15T10:00:00Z',
  },
});

/** Orders that answer at once and well; each test replaces what it is about. */
export const answeringOrders = (): Orders => {
  const settled = () => Promise.resolve({ answered: true as const, order: VIEW });
  const refund = () => Promise.resolve({ answered: true as const, refund: REFUND });
  return {
    place: () => Promise.resolve({ answered: true, created: true, order: VIEW }),
    placedBefore: () => Promise.resolve(undefined),
    get: () => Promise.resolve(VIEW),
    async *watch() {
      yield VIEW;
    },
    list: () => Promise.resolve({ orders: [], more: false }),
    pay: settled,
    submitOtp: settled,
    resendOtp: settled,
    confirmDelivery: settled,
    capture: settled,
    cancel: settled,
    extend: settled,
    recheck: settled,
    resolve: settled,
    revive: settled,
    refund,
    refunds: () => Promise.resolve([REFUND]),
    listRefunds: () => Promise.resolve({ refunds: [], more: false }),
    recheckRefund: refund,
    resolveRefund: refund,
    reviveRefund: refund,
    exposure: () => Promise.resolve(noExposure('2027-01-15T10:00:00.000Z')),
  };
};

/** As `answeringOrders`, what the gateway tells. */
const heardNews: GatewayNews = {
  signalRefundWebhook: () => Promise.resolve(true),
  returned: () => Promise.resolve({ first: true, order: VIEW }),
  signalWebhook: () => Promise.resolve(true),
  findByGatewayOrderId: () => Promise.resolve('ORD-1'),
  hasEndedUnsettled: () => Promise.resolve(false),
};

/** Everything answers. */
export const WELL: EdgeDependencies['probes'] = {
  temporal: () => Promise.resolve(),
  vault: () => Promise.resolve(),
  workers: () => Promise.resolve(),
};

export interface Edge {
  readonly app: EdgeApp;
  readonly vault: MemoryVault;
  /** What was logged so far, as text. */
  readonly logged: () => string;
}

const edges: EdgeApp[] = [];

/** An edge with fakes behind it, listening to nobody. Closed by `closeEdges`. */
export async function buildEdge(
  behind: Partial<Orders & GatewayNews & OrderOwners> = {},
  others: Partial<EdgeDependencies> = {},
): Promise<Edge> {
  const lines: string[] = [];
  const vault = createMemoryVault({ ttlMs: { card: 900_000, otp: 300_000 }, maxEntries: 100 });
  const app = await buildServer({
    orders: { ...answeringOrders(), ...behind },
    news: { ...heardNews, ...behind },
    vault,
    owners: { shopOf: () => Promise.resolve(null), ...behind },
    apiKeys: () => API_KEYS,
    checkoutTokens: createCheckoutTokens({ keys: [CHECKOUT_KEY], ttlMs: 3_600_000, clock: () => NOW }),
    shopDefault: 'main',
    limits: { requestsPerMinute: 10_000, refusalsPerMinute: 10_000, cardTests: 10_000 },
    trustedProxies: [],
    verifyReturn: createReturnVerifier({ hexKeys: [CALLBACK_KEY] }),
    verifyWebhook: createWebhookVerifier({ secrets: [WEBHOOK_SECRET], encoding: 'utf8', clock: () => NOW }),
    reduceWebhook: (body, observedAt) => reduceOrder(body, { observedAt, source: 'webhook' }),
    returnUrlHosts: ['shop.example.com', 'localhost:3000'],
    checkoutPage: true,
    publicUrl: 'https://holds.example.com',
    probes: WELL,
    clock: () => NOW,
    logger: createLogger({ name: 'edge', level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    ...others,
  });
  edges.push(app);
  return { app, vault, logged: () => lines.join('') };
}

export async function closeEdges(): Promise<void> {
  await Promise.all(edges.splice(0).map((app) => app.close()));
}

export const bearer = (key: string = KEYS.all) => ({ authorization: `Bearer ${key}` });

/** Signs as the gateway does, independently of the code under test. */
export function signedWebhook(body: string, { id = 'msg_1', sentMs = NOW, secret = WEBHOOK_SECRET } = {}) {
  const timestamp = String(Math.trunc(sentMs / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

export function signedReturn(fields: Readonly<Record<string, string>>): URLSearchParams {
  const message = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  const signature = createHmac('sha256', Buffer.from(CALLBACK_KEY, 'hex')).update(message).digest('hex').toUpperCase();
  return new URLSearchParams({ ...fields, signature });
}
