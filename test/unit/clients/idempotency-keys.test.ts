import { connectHoldfast, InvalidRequest, Secret } from '../../../clients';
import { createBuyerDesk } from '../../../clients/buyer-desk';
import { identityOf } from '../../../clients/request-identity';
import { run, someVault } from '../cli/cli-fixture';
import { answeringOrders, bearer, buildEdge, CARD, closeEdges, NOW } from '../http/edge-fixture';

const REASON = '1 to 255 visible ASCII characters, no blanks';
const REFUND = { refundReference: 'REF-1', reason: 'x' };
const BY = { actor: 'support', reason: 'x' };

/** What the library makes of the key, in all that it may be given to; a key that is taken would wait for an answer in vain. */
async function inLibrary(idempotencyKey: string): Promise<unknown[]> {
  const { orders, close } = connectHoldfast({
    temporal: { address: '127.0.0.1:1', namespace: 'default' },
    encryptionKeys: `own:${Buffer.alloc(32, 7).toString('base64')}`,
    vaultUrl: 'unix:/nowhere/vault.sock',
  });
  const options = { idempotencyKey, timeoutMs: 500 };
  const ended = await Promise.allSettled([
    orders.place({ reference: 'ORD-1', amount: { value: 100, currency: 'INR' }, checkout: 'hosted' }, options),
    orders.confirmDelivery('ORD-1', options),
    orders.cancel('ORD-1', { reason: 'x' }, options),
    orders.refund('ORD-1', REFUND, options),
    orders.recheckRefund('ORD-1', 'REF-1', BY, options),
    orders.revive('ORD-1', BY, options),
  ]);
  await close();
  return ended.map((end) => (end.status === 'rejected' ? (end.reason as unknown) : end));
}

async function overHttp(key: string): Promise<unknown> {
  const { app } = await buildEdge();
  const headers = { ...bearer(), 'idempotency-key': key };
  const response = await app.inject({ method: 'POST', url: '/v1/orders/ORD-1/delivery', headers });
  return response.statusCode === 200 || response.json<{ errors: unknown }>().errors;
}

describe('an idempotency key has one syntax', () => {
  afterEach(closeEdges);

  it.each(['parcel 7', 'päckchen', 'a\tb', 'x'.repeat(256), '钥匙', '', 'a, b'])(
    '%j is refused over HTTP, by the library and on the command line, for one reason',
    async (key) => {
      // Node writes no header that is not of latin1.
      if (!/[^\0-\xff]/.test(key)) expect(await overHttp(key)).toEqual([{ field: 'idempotency-key', reason: REASON }]);
      for (const refusal of await inLibrary(key)) {
        expect(refusal).toBeInstanceOf(InvalidRequest);
        expect(refusal).toMatchObject({ errors: [{ field: 'idempotencyKey', reason: REASON }] });
      }
      const { exit, err, asked } = await run(['order', 'deliver', 'ORD-1', '--idempotency-key', key]);
      expect([exit, asked]).toEqual([2, []]);
      expect(err).toContain(REASON);
    },
  );

  it.each(['parcel-7', 'a:b/c=d?e', '{"a":1}', 'x'.repeat(255), '~!@#$%^&*()'])(
    '%j is taken over HTTP, by the library and on the command line',
    async (key) => {
      expect(await overHttp(key)).toBe(true);
      expect(identityOf('capture', key)).toMatchObject({ key });
      expect((await run(['order', 'deliver', 'ORD-1', '--idempotency-key', key])).exit).toBe(0);
    },
  );

  it('a key that is none uses up no card and keeps no OTP', async () => {
    const vault = someVault();
    const desk = createBuyerDesk({ orders: answeringOrders(), vault, clock: () => NOW });
    const { ref: cardRef } = await vault.put('card', new Secret(CARD));
    const options = { idempotencyKey: 'parcel 7' };
    const order = {
      reference: 'ORD-1',
      amount: { value: 100, currency: 'INR' },
      checkout: 'seamless' as const,
      cardRef,
    };
    const putting = jest.spyOn(vault, 'put');
    await expect(desk.place(order, options)).rejects.toBeInstanceOf(InvalidRequest);
    await expect(desk.pay('ORD-1', { cardRef }, options)).rejects.toBeInstanceOf(InvalidRequest);
    await expect(desk.submitOtp('ORD-1', new Secret('123456'), options)).rejects.toBeInstanceOf(InvalidRequest);
    expect(putting).not.toHaveBeenCalled();
    expect(await vault.claim(cardRef, 'ORD-2')).toBe('claimed');
  });
});
