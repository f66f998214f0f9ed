import { differingFields } from '../../../clients/order-content';
import { OrderConflict } from '../../../clients/order-errors';
import type { OrderRequest } from '../../../clients/orders';
import type { OrderInput } from '../../../workflows/contract/order';
import { DEFAULT_POLICY } from '../../../workflows/domain/order/terms';
import { cardRef } from '../../support/secret-refs';
import { bearer, buildEdge, closeEdges, ORDER as BODY } from '../http/edge-fixture';
import { run } from '../cli/cli-fixture';

const ORDER: OrderRequest = {
  reference: 'ORD-1',
  amount: { value: 110_000, currency: 'INR' },
  checkout: 'seamless',
  customer: { email: 'buyer@example.com', firstName: 'Asha' },
  metadata: { basket: '7', shelf: '3' },
};
const PLACED: OrderInput = { ...ORDER, policy: { ...DEFAULT_POLICY }, fingerprint: 'f-1' };

describe('what differs from the order that exists', () => {
  it.each<readonly [Partial<OrderRequest>, string[]]>([
    [{ amount: { value: 110_001, currency: 'INR' } }, ['amount']],
    [{ checkout: 'hosted' }, ['checkout']],
    [{ cardRef: cardRef('card_1') }, ['cardRef']],
    [{ customer: { email: 'other@example.com', firstName: 'Asha' } }, ['customer']],
    [{ metadata: { basket: '7' } }, ['metadata']],
    [{ returnUrl: 'https://shop.example.com/' }, ['returnUrl']],
    [{ policy: { onDelivery: 'wait' } }, ['policy']],
    [{ amount: { value: 1_000, currency: 'INR' }, policy: { onDelivery: 'wait' } }, ['amount', 'policy']],
    [{ metadata: { shelf: '3', basket: '7' }, amount: { currency: 'INR', value: 1_000 } }, ['amount']],
  ])('by %j is named as whole fields, in whatever order they came', (changed, expected) => {
    expect(differingFields(PLACED, { ...ORDER, ...changed }, DEFAULT_POLICY)).toEqual(expected);
  });

  it('is the policy where nothing else differs: an order does not know what was left to the configuration', () => {
    const { onDelivery } = DEFAULT_POLICY;
    expect(differingFields(PLACED, { ...ORDER, policy: { onDelivery } }, DEFAULT_POLICY)).toEqual(['policy']);
  });

  it.each([
    ['another shop', 'tea', 'books'],
    ['a shop, by a request of none', 'tea', undefined],
    ['none, by a request of a shop', undefined, 'books'],
  ])('is not told of an order of %s', (_whose, theirs, ours) => {
    const of = (shop: string | undefined) => (shop === undefined ? {} : { shop });
    const given: OrderRequest = { ...ORDER, checkout: 'hosted', ...of(ours) };
    expect(differingFields({ ...PLACED, ...of(theirs) }, given, DEFAULT_POLICY)).toEqual([]);
  });

  it('is not told of an order that was started past us', () => {
    const { fingerprint: _, ...unknown } = PLACED;
    expect(differingFields(unknown, { ...ORDER, checkout: 'hosted' }, DEFAULT_POLICY)).toEqual([]);
  });
});

describe('a conflict', () => {
  afterEach(closeEdges);
  const conflict = () => Promise.reject(new OrderConflict('ORD-1', ['amount', 'customer']));
  const NAMED = [
    { field: 'amount', reason: 'as in the order that exists' },
    { field: 'customer', reason: 'as in the order that exists' },
  ];

  it('names the fields over HTTP', async () => {
    const { app } = await buildEdge({ place: conflict });
    const response = await app.inject({ method: 'POST', url: '/v1/orders', headers: bearer(), payload: BODY });
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:order-conflict', errors: NAMED });
  });

  it('names the fields on the command line, for people and for programs', async () => {
    const line = ['order', 'place', 'ORD-1', '--amount', '1.00'];
    expect((await run(line, { orders: { place: conflict } })).err).toContain('(amount, customer)');
    const { exit, err } = await run([...line, '--json'], { orders: { place: conflict } });
    expect(exit).toBe(5);
    expect(JSON.parse(err)).toMatchObject({ error: { type: 'order-conflict', errors: NAMED } });
  });

  it('that cannot be told says nothing of fields', async () => {
    const { app } = await buildEdge({ place: () => Promise.reject(new OrderConflict('ORD-1')) });
    const response = await app.inject({ method: 'POST', url: '/v1/orders', headers: bearer(), payload: BODY });
    expect(response.json()).not.toHaveProperty('errors');
  });
});
