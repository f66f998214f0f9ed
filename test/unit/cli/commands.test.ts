import { createMemoryVault } from '../../../activities/vault';
import { NotAllowed } from '../../../clients/order-errors';
import { ACCEPTED, GLANCE, VIEW } from '../http/edge-fixture';
import { run, SETTLED } from './cli-fixture';

const INR = (value: number) => ({ value, currency: 'INR' });

describe('a message to an order', () => {
  const messages: readonly (readonly [string, string, unknown])[] = [
    ['resend', 'resendOtp', undefined],
    ['deliver', 'confirmDelivery', undefined],
    ['capture', 'capture', {}],
    ['capture --amount 450.00', 'capture', { amount: INR(45_000) }],
    ['cancel --reason stock', 'cancel', { reason: 'stock' }],
    ['extend --decide-by 4d', 'extend', { decideBy: { afterMs: 345_600_000 } }],
    ['recheck --actor sup --reason asked', 'recheck', { actor: 'sup', reason: 'asked' }],
    ['resolve --as released --actor s --reason r', 'resolve', { as: 'released', actor: 's', reason: 'r' }],
    [
      'revive --actor s --reason r --amount 1100.00 --checkout seamless',
      'revive',
      { actor: 's', reason: 'r', amount: INR(110_000), checkout: 'seamless' },
    ],
    [
      'resolve --as captured --actor s --reason r --force',
      'resolve',
      { as: 'captured', actor: 's', reason: 'r', force: true },
    ],
  ];

  it.each(messages)('%s asks for %s with %j', async (line, method, body) => {
    const [name = '', ...flags] = line.split(' ');
    const how = ['--idempotency-key', 'k-1', '--timeout', '30s'];
    const { exit, asked, isClosed } = await run(['order', name, 'ORD-1', ...flags, ...how]);
    const options = expect.objectContaining({ idempotencyKey: 'k-1', timeoutMs: 30_000 });
    expect(asked).toEqual([{ method, args: ['ORD-1', ...(body === undefined ? [] : [body]), options] }]);
    expect([exit, isClosed]).toEqual([0, true]);
  });

  it.each([
    ['cancel', '--reason <text>'],
    ['recheck --actor s', '--reason <text>'],
    ['resolve --as released --reason r', '--actor <name>'],
    ['extend', '--decide-by <when>'],
  ])('%s is refused without %s, and nothing is asked', async (line, missing) => {
    const { exit, err, asked } = await run(['order', ...line.split(' '), 'ORD-1']);
    expect([exit, asked]).toEqual([2, []]);
    expect(err).toContain(missing);
  });

  it('names the field that is wrong, and what is expected', async () => {
    const flags = ['order', 'resolve', 'ORD-1', '--as', 'lost', '--actor', 's', '--reason', 'r', '--json'];
    const { exit, err } = await run(flags);
    expect(exit).toBe(2);
    expect(JSON.parse(err)).toEqual({
      error: {
        type: 'invalid-request',
        message: 'as: captured, released or declined',
        errors: [{ field: 'as', reason: 'captured, released or declined' }],
      },
    });
  });

  it('without an answer in time shows the order as it stands and says so', async () => {
    const capture = async () => ({ answered: false as const, accepted: ACCEPTED, order: GLANCE });
    const { exit, out, err } = await run(['order', 'capture', 'ORD-1'], { orders: { capture } });
    expect(exit).toBe(7);
    expect(out).toContain('ORD-1: created.');
    expect(out).toContain('accepted: capture, key k-1, not after 2027-01-15T11:00:00.000Z');
    expect(err).toContain('holdfast order show ORD-1');
    expect(err).toContain('--idempotency-key k-1');
  });
});

describe('placing an order', () => {
  it('makes rupees an amount, flags a policy, and keeps the rest to the defaults', async () => {
    const line = 'order place ORD-1 --amount 1100.00 --decide-by 3d --at-deadline capture --metadata basket=7';
    const { exit, asked } = await run(line.split(' '));
    expect(exit).toBe(0);
    expect(asked[0]).toMatchObject({
      method: 'place',
      args: [
        {
          reference: 'ORD-1',
          amount: INR(110_000),
          checkout: 'seamless',
          policy: { decideBy: { afterMs: 259_200_000 }, atDeadline: 'capture' },
          metadata: { basket: '7' },
        },
        {},
      ],
    });
    const { exit: bare, asked: plainly } = await run('order place ORD-1 --amount 1.00'.split(' '));
    const order = { reference: 'ORD-1', amount: INR(100), checkout: 'seamless' };
    expect([bare, plainly[0]?.args[0]]).toEqual([0, order]);
  });

  it('takes who buys, and where they go afterwards, as it was written', async () => {
    const customer = '--customer email=buyer@example.com --customer mobileNumber=9876543210';
    const line = `order place ORD-1 --amount 1.00 --checkout hosted ${customer} --return-url https://Shop.example.com`;
    const { exit, asked } = await run(line.split(' '));
    expect(exit).toBe(0);
    expect(asked[0]?.args[0]).toMatchObject({
      checkout: 'hosted',
      customer: { email: 'buyer@example.com', mobileNumber: '9876543210' },
      returnUrl: 'https://Shop.example.com',
    });
  });

  it.each([
    ['--return-url http://shop.example.com/', '--return-url: expected an https URL'],
    ['--return-url javascript:alert(1)', '--return-url: expected an https URL'],
    ['--return-url https://evil.example.com/', 'returnUrl: an https URL whose host is one of RETURN_URL_HOSTS'],
    ['--customer buyer@example.com', '--customer: expected name=value'],
    ['--customer email=buyer', 'customer.email: an e-mail address'],
    ['--customer age=30', 'customer.age: unknown field'],
    ['--metadata basket', '--metadata: expected name=value'],
    ['--metadata =7', '--metadata: expected name=value'],
    ['--metadata __proto__=7', '--metadata: expected name=value'],
    ['--metadata basket=7 --metadata basket=8', '--metadata: basket only once'],
    ['--customer email=a@b.c --customer email=d@e.f', '--customer: email only once'],
    ['--metadata note=Jos\ufffd', 'without U+FFFD'],
    [
      '--customer firstName=As\u202eha',
      'customer.firstName: text of 1 to 50 characters, not only blanks, without U+202E',
    ],
    ['--return-url https://shop.example.com/?holdfast_state=1', 'returnUrl: a URL without holdfast_reference'],
  ])('refuses %s: %s', async (flags, reason) => {
    const { exit, err, asked } = await run(['order', 'place', 'ORD-1', '--amount', '1.00', ...flags.split(' ')]);
    expect([exit, asked]).toEqual([2, []]);
    expect(err).toContain(reason);
  });

  it.each(['1100', '1100.0', '1,100.00', '1100.005', '₹1100.00', '1e3', '-5.00', '0.99', '1000000.01', '01.00', ''])(
    'refuses the amount %j: rupees and paisa must not be mistaken for each other',
    async (amount) => {
      const { exit, err, asked } = await run(['order', 'place', 'ORD-1', `--amount=${amount}`]);
      expect([exit, asked]).toEqual([2, []]);
      expect(err).toContain('expected rupees with both decimals');
    },
  );

  it.each([
    ['0.99', 2],
    ['1.00', 0],
    ['1000000.00', 0],
    ['1000000.01', 2],
  ])('takes ₹1 to ₹10 lakh: %s ends with %d', async (amount, expected) => {
    expect((await run(['order', 'place', 'ORD-1', '--amount', amount])).exit).toBe(expected);
  });

  it('takes a card or a reference to one, not both', async () => {
    const flags = ['--card', '--card-ref', `card_${'x'.repeat(22)}`];
    expect((await run(['order', 'place', 'ORD-1', '--amount', '1.00', ...flags])).exit).toBe(2);
  });
});

it('a command closes its connection also when it fails', async () => {
  const get = () => Promise.reject(new NotAllowed('no', 'no'));
  expect(await run(['order', 'show', 'ORD-1'], { orders: { get } })).toMatchObject({ exit: 3, isClosed: true });
});

it('a further payment takes the card that is kept already', async () => {
  const vault = createMemoryVault({ ttlMs: { card: 1_000, otp: 1_000 }, maxEntries: 1 });
  const orders = { get: async () => ({ ...VIEW, state: 'held' as const }), pay: async () => SETTLED };
  const cardRef = `card_${'x'.repeat(22)}`;
  const { exit, asked } = await run(['order', 'pay', 'ORD-1', '--card-ref', cardRef], { orders, vault });
  expect(exit).toBe(0);
  expect(asked.at(-1)).toMatchObject({ method: 'pay', args: ['ORD-1', { cardRef }, {}] });
});
