import { createMemoryVault, Secret, VaultUnavailable } from '../../../activities/vault';
import type { CardRef } from '../../../activities/vault';

const card = { number: '4012001037141112', expiryMonth: '12', expiryYear: '2031', cvv: '065' };
const start = Date.parse('2026-01-01T00:00:00.000Z');

function aVault(maxEntries = 10) {
  const clock = { now: start };
  const vault = createMemoryVault({ ttlMs: { card: 60_000, otp: 10_000 }, maxEntries, clock: () => clock.now });
  return { vault, clock };
}

describe('the memory vault', () => {
  it('names a secret by 128 random bits that say nothing but its kind', async () => {
    const { vault } = aVault();
    const first = await vault.put('card', new Secret(card));
    const second = await vault.put('card', new Secret(card));
    expect(first.ref).toMatch(/^card_[\w-]{22}$/);
    expect((await vault.put('otp', new Secret('012345'))).ref).toMatch(/^otp_[\w-]{22}$/);
    expect(second.ref).not.toBe(first.ref);
    expect(first.expiresAt).toBe('2026-01-01T00:01:00.000Z');
  });

  it('lets a retry of the owner read the secret again', async () => {
    const { vault } = aVault();
    const { ref } = await vault.put('card', new Secret(card));
    expect([await vault.claim(ref, 'order-1'), await vault.claim(ref, 'order-1')]).toEqual(['claimed', 'claimed']);
    expect((await vault.read('card', ref))?.expose()).toEqual(card);
    expect((await vault.read('card', ref))?.expose()).toEqual(card);
  });

  it('refuses a second owner', async () => {
    const { vault } = aVault();
    const { ref } = await vault.put('card', new Secret(card));
    await vault.claim(ref, 'order-1');
    expect(await vault.claim(ref, 'order-2')).toBe('taken');
  });

  it('forgets a discarded value and remembers its owner', async () => {
    const { vault } = aVault();
    const { ref } = await vault.put('card', new Secret(card));
    await vault.claim(ref, 'order-1');
    await vault.discard(ref);
    expect(await vault.read('card', ref)).toBeUndefined();
    expect([await vault.claim(ref, 'order-1'), await vault.claim(ref, 'order-2')]).toEqual(['claimed', 'taken']);
  });

  it('knows neither secret nor owner from the very instant of expiry', async () => {
    const { vault, clock } = aVault();
    const { ref } = await vault.put('otp', new Secret('012345'));
    await vault.claim(ref, 'order-1');
    clock.now = start + 9_999;
    expect((await vault.read('otp', ref))?.expose()).toBe('012345');
    clock.now = start + 10_000;
    expect(await vault.read('otp', ref)).toBeUndefined();
    expect(await vault.claim(ref, 'order-1')).toBe('unknown');
  });

  it('finds no secret under the reference of another kind', async () => {
    const { vault } = aVault();
    const { ref } = await vault.put('otp', new Secret('012345'));
    expect(await vault.read('card', ref as string as CardRef)).toBeUndefined();
  });

  it('refuses new secrets when full, keeps the old ones, and has room again after they expire', async () => {
    const { vault, clock } = aVault(2);
    const { ref } = await vault.put('otp', new Secret('012345'));
    await vault.discard((await vault.put('card', new Secret(card))).ref);
    await expect(vault.put('otp', new Secret('999999'))).rejects.toThrow(VaultUnavailable);
    expect((await vault.read('otp', ref))?.expose()).toBe('012345');
    clock.now = start + 10_000;
    await expect(vault.put('otp', new Secret('999999'))).resolves.toHaveProperty('ref');
  });

  it.each(['discarded', 'expired'] as const)('wipes the bytes of a %s secret from memory', async (how) => {
    const { vault, clock } = aVault();
    const bytes = jest.spyOn(Buffer, 'from');
    const { ref } = await vault.put('otp', new Secret('012345'));
    const stored = bytes.mock.results[0]?.value as Buffer;
    bytes.mockRestore();
    expect(stored.toString()).toBe('"012345"');
    if (how === 'discarded') await vault.discard(ref);
    else {
      clock.now = start + 10_000;
      vault.forgetExpired();
    }
    expect(stored.every((byte) => byte === 0)).toBe(true);
  });
});
