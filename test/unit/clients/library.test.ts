import { inspect } from 'node:util';
import { connectHoldfast, InvalidRequest, Secret, TemporalUnavailable, VaultUnavailable } from '../../../clients';
import { CARD } from '../http/edge-fixture';

const OPTIONS = {
  temporal: { address: '127.0.0.1:1', namespace: 'default' },
  encryptionKeys: `own:${Buffer.alloc(32, 7).toString('base64')}`,
  vaultUrl: 'unix:/nowhere/vault.sock',
};

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

  it('ends every watch when it is closed', async () => {
    const { orders, close } = connectHoldfast(OPTIONS);
    await close();
    expect(await orders.watch('ORD-1')[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });
});
