import type { Orders } from '../../../clients/orders';
import type { Scope } from '../../../clients/scopes';
import { CARD, ORDER, REFUND, VIEW } from './edge-fixture';
import type { Edge } from './edge-fixture';

/* Every route that needs a key, with the scopes that open it. */

const WISH = { actor: 'a', reason: 'b' };
const AMOUNT = { value: 50_000, currency: 'INR' };
export type Row = readonly [method: 'GET' | 'POST', url: string, body: object | null, scopes: readonly Scope[]];
export const ROUTES: readonly Row[] = [
  ['POST', '/v1/cards', CARD, ['cards']],
  ['POST', '/v1/orders', ORDER, ['place']],
  ['GET', '/v1/orders', null, ['read', 'operator']],
  ['GET', '/v1/exposure', null, ['read', 'operator']],
  ['GET', '/v1/orders/ORD-1', null, ['read', 'operator']],
  ['GET', '/v1/orders/ORD-1/checkout', null, ['cards']],
  ['GET', '/v1/orders/ORD-1/refunds', null, ['read', 'operator']],
  ['POST', '/v1/orders/ORD-1/payments', { cardRef: 'card_0123456789012345678901' }, ['cards']],
  ['POST', '/v1/orders/ORD-1/otp', { otp: '123456' }, ['cards']],
  ['POST', '/v1/orders/ORD-1/otp/resend', null, ['cards']],
  ['POST', '/v1/orders/ORD-1/delivery', null, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/capture', null, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/cancel', { reason: 'x' }, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/extend', { decideBy: '4 days' }, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/recheck', WISH, ['operator']],
  ['POST', '/v1/orders/ORD-1/resolve', { ...WISH, as: 'released' }, ['operator']],
  ['POST', '/v1/orders/ORD-1/revive', WISH, ['operator']],
  ['POST', '/v1/orders/ORD-1/refunds', { refundReference: 'R-1', reason: 'x', amount: AMOUNT }, ['refund', 'operator']],
  ['POST', '/v1/orders/ORD-1/refunds/R-1/recheck', WISH, ['operator']],
  ['POST', '/v1/orders/ORD-1/refunds/R-1/resolve', { ...WISH, as: 'failed' }, ['operator']],
  ['POST', '/v1/orders/ORD-1/refunds/R-1/revive', WISH, ['operator']],
];
/** The request of a row. */
export const ask = ({ app }: Edge, [method, url, body]: Row, headers: object) =>
  app.inject({ method, url, headers: { ...headers }, ...(body && { payload: body }) });

/** Orders that answer well, and what was asked of them. */
export function recordingOrders(): { readonly asked: string[]; readonly orders: Partial<Orders> } {
  const asked: string[] = [];
  const recorded =
    <Answer>(name: string, answer: Answer) =>
    (...given: unknown[]) => {
      asked.push(`${name} ${JSON.stringify(given[0])}`);
      return Promise.resolve(answer);
    };
  const done = { answered: true as const, order: VIEW };
  const refunded = { answered: true as const, refund: REFUND };
  const orders: Partial<Orders> = {
    place: recorded('place', { answered: true as const, created: true, order: VIEW }),
    list: recorded('list', { orders: [], more: false }),
    get: recorded('get', VIEW),
    refunds: recorded('refunds', [REFUND]),
    ...(Object.fromEntries(
      [
        'pay',
        'submitOtp',
        'resendOtp',
        'confirmDelivery',
        'capture',
        'cancel',
        'extend',
        'recheck',
        'resolve',
        'revive',
      ].map((name) => [name, recorded(name, done)]),
    ) as Partial<Orders>),
    ...(Object.fromEntries(
      ['refund', 'recheckRefund', 'resolveRefund', 'reviveRefund'].map((name) => [name, recorded(name, refunded)]),
    ) as Partial<Orders>),
  };
  return { asked, orders };
}
