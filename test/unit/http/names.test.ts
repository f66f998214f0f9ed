import { createOrder } from '../../../activities/gateway/operations';
import { connectHoldfast } from '../../../clients';
import type { Orders } from '../../../clients/orders';
import { createOrderSchema, parse } from '../../../simulator/requests';
import { run } from '../cli/cli-fixture';
import { bearer, buildEdge, CARD, closeEdges, ORDER } from './edge-fixture';

/** What came of placing an order of this customer over HTTP, and what the gateway would be told. */
async function placed(customer: object) {
  const place = jest.fn<ReturnType<Orders['place']>, Parameters<Orders['place']>>();
  place.mockRejectedValue(new Error('not of interest'));
  const { app } = await buildEdge({ place });
  const payload = { ...ORDER, customer };
  const response = await app.inject({ method: 'POST', url: '/v1/orders', headers: bearer(), payload });
  const order = place.mock.calls[0]?.[0];
  return { order, errors: response.json<{ errors?: { field: string; reason: string }[] }>().errors };
}

const gatewayTakes = (customer: object): unknown =>
  parse(createOrderSchema, createOrder({ ...ORDER, customer, callbackUrl: 'https://holds.example.com/' }).body?.())
    .purchase_details?.customer;

afterEach(closeEdges);

describe('the name of a person', () => {
  it.each([
    ['Devanagari with a joiner', 'श्री\u200dनाथ'],
    ['Malayalam with an old chillu', 'അവന്\u200d'],
    ['Malayalam with a chillu of its own', 'രാജൻ'],
    ['Persian with a non-joiner', 'علی\u200cرضا'],
    ['Bengali with a joiner before its sign', 'র\u200d্যান'],
    ['Sinhala', 'ශ්\u200dරී'],
    ['Kannada with a non-joiner', 'ರಾಜ್\u200cಕುಮಾರ್'],
    ['Mongolian with a vowel separator', 'ᠠᠨ\u180eᠠ'],
    ['Tamil', 'முத்துலட்சுமி'],
    ['Urdu', 'عائشہ'],
    ['Han beyond the first plane', '𠮷野'],
    ['marks of their own', 'Nguye\u0302\u0303n'],
    ['an apostrophe, a hyphen and a point', 'J. O’Brien-Smith'],
    ['N’Ko', 'ߊߡߊߘߎ߫'],
  ])('is taken in %s, and reaches the gateway as it is', async (_script, name) => {
    const { order, errors } = await placed({ firstName: name, lastName: name });
    expect(errors).toBeUndefined();
    expect(order?.customer).toEqual({ firstName: name, lastName: name });
    expect(gatewayTakes({ firstName: name })).toEqual({ first_name: name });
  });

  it.each([
    ['\u202e', 'U+202E (a control of the writing direction)'],
    ['\u202a', 'U+202A (a control of the writing direction)'],
    ['\u2066', 'U+2066 (a control of the writing direction)'],
    ['\u2069', 'U+2069 (a control of the writing direction)'],
    ['\u0000', 'U+0000 (a control character)'],
    ['\u001b', 'U+001B (a control character)'],
    ['\u0085', 'U+0085 (a control character)'],
    ['\u2028', 'U+2028 (a separator of lines)'],
    ['\u2029', 'U+2029 (a separator of lines)'],
    ['\ufeff', 'U+FEFF (an invisible character)'],
    ['\u{e0041}', 'U+E0041 (an invisible character)'],
    ['\ue000', 'U+E000 (a character of private use)'],
    ['\u0378', 'U+0378 (no character of Unicode)'],
    ['\ufdd0', 'U+FDD0 (no character of Unicode)'],
    ['\u{1ffff}', 'U+1FFFF (no character of Unicode)'],
    ['\ud83d', 'U+D83D (half of a character)'],
    ['\ufffd', 'U+FFFD (what stands for bytes that could not be read)'],
  ])('is refused with %j in it, and the reason names it', async (character, told) => {
    for (const field of ['firstName', 'lastName', 'customerId']) {
      const { order, errors } = await placed({ [field]: `Asha${character}` });
      expect(order).toBeUndefined();
      expect(errors).toEqual([{ field: `customer.${field}`, reason: expect.stringContaining(`without ${told}`) }]);
    }
  });

  it.each([
    ['joiners', '\u200c\u200d'],
    ['fillers', '\u3164\u115f'],
    ['blanks', ' \u3000'],
  ])('of nothing but %s is refused', async (_what, name) => {
    expect((await placed({ firstName: name })).errors).toHaveLength(1);
  });

  it('is taken alike on a card, as an actor and in a reason', async () => {
    const { app } = await buildEdge();
    const headers = bearer();
    const card = { ...CARD, name: 'അവന്\u200d' };
    expect((await app.inject({ method: 'POST', url: '/v1/cards', headers, payload: card })).statusCode).toBe(201);
    const said = { actor: 'علی\u200cرضا', reason: 'श्री\u200dनाथ' };
    const url = '/v1/orders/ORD-1/recheck';
    expect((await app.inject({ method: 'POST', url, headers, payload: said })).statusCode).toBe(200);
  });

  it('is shown on the command line with its joiners', async () => {
    const name = 'علی\u200cرضا';
    const { exit, asked } = await run(['order', 'recheck', 'ORD-1', '--actor', name, '--reason', 'x']);
    expect([exit, asked[0]?.args[1]]).toEqual([0, { actor: name, reason: 'x' }]);
  });
});

describe('an e-mail address', () => {
  it.each([
    "o'brien@example.com",
    'josé@example.com',
    '用户@例え.jp',
    'a..b@docomo.ne.jp',
    'buyer.@docomo.ne.jp',
    'buyer+card@example.com',
    'buyer@localhost',
    '"a buyer"@example.com',
    'buyer@[192.0.2.1]',
    `${'x'.repeat(38)}@example.com`,
  ])('that the gateway takes is taken: %s', async (email) => {
    const { order, errors } = await placed({ email });
    expect(errors).toBeUndefined();
    expect(order?.customer).toEqual({ email });
    expect(gatewayTakes({ email })).toEqual({ email_id: email });
  });

  it.each([
    'buyer',
    '@example.com',
    'buyer@',
    'a b@example.com',
    'a@b@example.com',
    `${'x'.repeat(39)}@example.com`,
    '',
  ])('that is none, or too long for the gateway, is refused: %s', async (email) => {
    expect((await placed({ email })).errors).toEqual([
      { field: 'customer.email', reason: 'an e-mail address of at most 50 characters' },
    ]);
  });

  it('is refused with a control of the writing direction in it, and the reason names that', async () => {
    const [error] = (await placed({ email: 'buyer\u202e@example.com' })).errors ?? [];
    expect(error?.reason).toContain('without U+202E');
  });
});

it('the library refuses the same names and addresses, and asks nobody', async () => {
  const { orders, buyer, close } = connectHoldfast({
    temporal: { address: '127.0.0.1:1', namespace: 'default' },
    encryptionKeys: `own:${Buffer.alloc(32, 7).toString('base64')}`,
    vaultUrl: 'unix:/nowhere/vault.sock',
  });
  const order = {
    reference: 'ORD-1',
    amount: { value: 100, currency: 'INR' },
    checkout: 'hosted' as const,
    customer: { firstName: 'Asha\u202e', email: 'buyer' },
    metadata: { '': 'x' },
  };
  for (const placing of [orders.place(order), buyer.place(order)]) {
    await expect(placing).rejects.toMatchObject({
      errors: [{ field: 'customer.email' }, { field: 'customer.firstName' }, { field: 'metadata.(unreadable name)' }],
    });
  }
  await close();
});
