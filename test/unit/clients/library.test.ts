import { inspect } from 'node:util';
import { connectHoldfast, InvalidRequest, Secret, TemporalUnavailable, VaultUnavailable } from '../../../clients';
import type { Holdfast } from '../../../clients';
import type { GatewayNews } from '../../../clients/gateway-news';
import { CARD } from '../http/edge-fixture';

const OPTIONS = {
  temporal: { address: '127.0.0.1:1', namespace: 'default' },
  encryptionKeys: `own:${Buffer.alloc(32, 7).toString('base64')}`,
  vaultUrl: 'unix:/nowhere/vault.sock',
};

const SHOP = ['shop.example.com'];
const ORDER = { reference: 'ORD-1', amount: { value: 100, currency: 'INR' }, checkout: 'hosted' } as const;

/** What an order with this return URL fails with, by the orders themselves and at the buyer's desk: nobody answers. */
async function placing(returnUrl: string, returnUrlHosts: readonly string[] | undefined): Promise<unknown[]> {
  const { orders, buyer, close } = connectHoldfast({ ...OPTIONS, ...(returnUrlHosts && { returnUrlHosts }) });
  const order = { ...ORDER, returnUrl };
  const options = { timeoutMs: 500 };
  const ended = await Promise.allSettled([orders.place(order, options), buyer.place(order, options)]);
  await close();
  return ended.map((end) => end.status === 'rejected' && (end.reason as unknown));
}

describe('the client library', () => {
  it('connects with the first call, and tells plainly what does not answer', async () => {
    const { orders, buyer, close } = connectHoldfast(OPTIONS);
    await expect(orders.get('ORD-1', { timeoutMs: 500 })).rejects.toBeInstanceOf(TemporalUnavailable);
    await expect(orders.watch('ORD-1')[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(TemporalUnavailable);
    await expect(buyer.keepCard(new Secret({ ...CARD, expiryYear: '2049' }))).rejects.toBeInstanceOf(VaultUnavailable);
    await expect(buyer.submitOtp('ORD-1', new Secret('x'))).rejects.toBeInstanceOf(InvalidRequest);
    await close();
  });

  it.each([
    ['encryptionKeys', 'own:secret-canary'],
    ['vaultUrl', 'redis://:secret-canary@vault'],
  ])('refuses %s of another form at once, without quoting it', (option, value) => {
    const connect = () => connectHoldfast({ ...OPTIONS, [option]: value });
    expect(connect).toThrow(Error);
    try {
      connect();
    } catch (error) {
      expect(inspect(error)).not.toContain('canary');
    }
  });

  it.each([
    ['https://evil.example.com/', SHOP, 'an https URL whose host is one of RETURN_URL_HOSTS'],
    ['http://shop.example.com/', SHOP, 'an https URL whose host is one of RETURN_URL_HOSTS'],
    ['https://shop.example.com/', [], 'an https URL whose host is one of RETURN_URL_HOSTS'],
    ['http://shop.example.com/', undefined, 'an https URL'],
    ['javascript:alert(1)', undefined, 'an https URL'],
  ])('sends no buyer to %s, with the hosts %j, and asks nobody', async (returnUrl, hosts, reason) => {
    const refusals = await placing(returnUrl, hosts);
    expect(refusals).toEqual(refusals.map(() => expect.any(InvalidRequest)));
    expect(refusals).toMatchObject(refusals.map(() => ({ errors: [{ field: 'returnUrl', reason }] })));
  });

  it.each([
    ['https://shop.example.com/back', SHOP],
    ['https://any.example.com/', undefined],
    ['http://localhost:3000/', undefined],
  ])('takes an order whose buyer goes to %s, with the hosts %j', async (returnUrl, hosts) => {
    const failures = await placing(returnUrl, hosts);
    expect(failures).toEqual(failures.map(() => expect.any(TemporalUnavailable)));
  });

  it('promises nothing that only the HTTP edge needs', () => {
    // It is the compiler that refuses this line.
    const isApart: [keyof Holdfast['orders'] & keyof GatewayNews] extends [never] ? true : false = true;
    expect(isApart).toBe(true);
  });

  it('ends every watch when it is closed', async () => {
    const { orders, close } = connectHoldfast(OPTIONS);
    await close();
    expect(await orders.watch('ORD-1')[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });
});
