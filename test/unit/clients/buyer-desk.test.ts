import { cardRef } from '../../support/secret-refs';
import type { CardRef, MemoryVault, OtpRef } from '../../../activities/vault';
import { Secret } from '../../../activities/vault';
import { createBuyerDesk } from '../../../clients/buyer-desk';
import type { BuyerDeskPorts } from '../../../clients/buyer-desk';
import { CardUnusable, InvalidRequest, NotAllowed, OrderConflict } from '../../../clients/order-errors';
import type { CallOptions, OrderRequest } from '../../../clients/orders';
import { ACCEPTED, CARD, NOW, VIEW } from '../http/edge-fixture';
import { SETTLED, someVault } from '../cli/cli-fixture';

const ORDER: OrderRequest = {
  reference: 'ORD-1',
  amount: { value: 110_000, currency: 'INR' },
  checkout: 'seamless',
};

/** A desk, what its orders were asked for in turn, and its vault. */
function openDesk(answers: Partial<BuyerDeskPorts['orders']> = {}) {
  const asked: (readonly [string, CallOptions | undefined])[] = [];
  const vault = someVault();
  const orders: BuyerDeskPorts['orders'] = {
    place: async () => ({ ...SETTLED, created: true }),
    placedBefore: async () => undefined,
    get: async () => ({ ...VIEW, state: 'registered' }),
    pay: async () => SETTLED,
    submitOtp: async () => SETTLED,
    ...answers,
  };
  const recorded = Object.fromEntries(
    Object.entries(orders).map(([name, answer]) => [
      name,
      (...args: unknown[]) => {
        asked.push([name, args.at(-1) as CallOptions]);
        return (answer as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as BuyerDeskPorts['orders'];
  return { desk: createBuyerDesk({ orders: recorded, vault, clock: () => NOW }), asked, vault };
}

const keep = async (vault: MemoryVault): Promise<CardRef> => (await vault.put('card', new Secret(CARD))).ref;
const UNKNOWN = cardRef(`card_${'x'.repeat(22)}`);

describe('keeping a card', () => {
  it('puts it into the vault and tells what may be shown', async () => {
    const { desk, vault } = openDesk();
    const kept = await desk.keepCard(new Secret({ ...CARD, number: '4012 0010 3714 1112', expiryYear: '31' }));
    expect(kept).toMatchObject({ brand: 'visa', last4: '1112' });
    expect((await vault.read('card', kept.cardRef))?.expose()).toEqual(CARD);
  });

  it.each([
    [{ number: '4012001037141113' }, 'number'],
    [{ number: 'A buyer' }, 'number'],
    [{ expiryMonth: '12', expiryYear: '2026' }, 'expiryMonth'],
    [{ expiryYear: '2099' }, 'expiryYear'],
    [{ cvv: '0655' }, 'cvv'],
  ])('refuses %j and names the field, not the value', async (wrong, field) => {
    const { desk } = openDesk();
    const refused: unknown = await desk.keepCard(new Secret({ ...CARD, ...wrong })).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequest);
    expect(refused).toMatchObject({ errors: [{ field }] });
    expect(String(refused)).not.toMatch(/4012|0655/);
  });
});

describe('placing an order at the desk', () => {
  it('without a card asks once', async () => {
    const { desk, asked } = openDesk();
    await desk.place(ORDER, { idempotencyKey: 'k' });
    expect(asked).toEqual([['place', expect.objectContaining({ idempotencyKey: 'k' })]]);
  });

  it('binds its card first', async () => {
    const { desk, asked, vault } = openDesk();
    const cardRef = await keep(vault);
    await desk.place({ ...ORDER, cardRef });
    expect(asked.map(([name]) => name)).toEqual(['placedBefore', 'place']);
    expect(await vault.claim(cardRef, 'ORD-2')).toBe('taken');
  });

  it('with a card that cannot be used starts nothing', async () => {
    const { desk, asked } = openDesk();
    await expect(desk.place({ ...ORDER, cardRef: UNKNOWN })).rejects.toBeInstanceOf(CardUnusable);
    expect(asked.map(([name]) => name)).toEqual(['placedBefore']);
  });

  it('leaves the card free when the reference is taken', async () => {
    const { desk, vault } = openDesk({ placedBefore: () => Promise.reject(new OrderConflict('ORD-1')) });
    const cardRef = await keep(vault);
    await expect(desk.place({ ...ORDER, cardRef })).rejects.toBeInstanceOf(OrderConflict);
    expect(await vault.claim(cardRef, 'ORD-2')).toBe('claimed');
  });

  const PAST = { decideBy: { at: '2027-01-15T10:00:00.000Z' } };

  it('refuses a deadline that is past, but answers the repeat of an order whose deadline has passed since', async () => {
    await expect(openDesk().desk.place({ ...ORDER, policy: PAST })).rejects.toMatchObject({
      errors: [{ field: 'policy.decideBy' }],
    });
    const { desk } = openDesk({ placedBefore: async () => ({ ...SETTLED, created: false }) });
    expect(await desk.place({ ...ORDER, policy: PAST })).toMatchObject({ created: false });
  });

  it.each([
    [{ reference: 'ORD 1' }, 'reference'],
    [{ amount: { value: 11.5, currency: 'INR' } }, 'amount.value'],
    [{ amount: { value: 99, currency: 'INR' } }, 'amount.value'],
    [{ amount: { value: 100, currency: 'EUR' } }, 'amount.currency'],
    [{ returnUrl: 'http://shop.example.com/' }, 'returnUrl'],
  ])('refuses %j before anything is asked', async (wrong, field) => {
    const { desk, asked } = openDesk();
    await expect(desk.place({ ...ORDER, ...wrong })).rejects.toMatchObject({ errors: [{ field }] });
    expect(asked).toEqual([]);
  });

  it('gives all its calls together the time of one', async () => {
    let spentMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => spentMs);
    try {
      const { desk, asked, vault } = openDesk({
        placedBefore: async () => {
          spentMs += 2_000;
          return undefined;
        },
      });
      await desk.place({ ...ORDER, cardRef: await keep(vault) }, { timeoutMs: 5_000 });
      expect(asked.map(([, options]) => options?.timeoutMs)).toEqual([5_000, 3_000]);
    } finally {
      jest.restoreAllMocks();
    }
  });
});

describe('paying at the desk', () => {
  it('binds the card to an order that may be paid', async () => {
    const { desk, vault } = openDesk();
    const cardRef = await keep(vault);
    await desk.pay('ORD-1', { cardRef });
    expect(await vault.claim(cardRef, 'ORD-2')).toBe('taken');
    await expect(desk.pay('ORD-1', { cardRef: UNKNOWN })).rejects.toBeInstanceOf(CardUnusable);
  });

  it('leaves the card free when the order has its hold', async () => {
    const pay = () => Promise.reject(new NotAllowed('The money is on hold already', 'already-paid'));
    const { desk, vault } = openDesk({ get: async () => VIEW, pay });
    const cardRef = await keep(vault);
    await expect(desk.pay('ORD-1', { cardRef })).rejects.toBeInstanceOf(NotAllowed);
    expect(await vault.claim(cardRef, 'ORD-2')).toBe('claimed');
  });
});

describe('an OTP at the desk', () => {
  it.each([
    ['its outcome is known', async () => SETTLED, undefined],
    ['it is refused', () => Promise.reject(new NotAllowed('no', 'no')), undefined],
    ['its outcome is open', async () => ({ answered: false as const, accepted: ACCEPTED, order: VIEW }), '001234'],
    ['nobody knows what went wrong', () => Promise.reject(new TypeError('x')), '001234'],
  ])('when %s is in the vault as %s, or gone', async (_when, verdict, left) => {
    let ref: OtpRef | undefined;
    const { desk, vault } = openDesk({
      submitOtp: (_reference, { otpRef }) => {
        ref = otpRef;
        return verdict();
      },
    });
    await desk.submitOtp('ORD-1', new Secret('001234')).catch(() => undefined);
    expect(ref && (await vault.read('otp', ref))?.expose()).toBe(left);
  });

  it('of another shape never gets there', async () => {
    const { desk, asked } = openDesk();
    await expect(desk.submitOtp('ORD-1', new Secret('12x4'))).rejects.toMatchObject({ errors: [{ field: 'otp' }] });
    expect(asked).toEqual([]);
  });
});
