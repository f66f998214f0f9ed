import { ManualClock } from '../../../simulator/clock';
import { Adversary, CALL_FAULTS, profileSchema, type CallFault, type ProfileInput } from '../../../simulator/adversary';
import { firstOf, merchantOf, until, type Merchant } from './merchant';

const profile = (rates: ProfileInput['rates'], seed = 7): ProfileInput => ({ seed, rates });
/** What an adversary draws for these calls, by order. */
function draws(references: readonly string[], seed = 7): Record<string, string[]> {
  const adversary = new Adversary();
  adversary.follow(profileSchema.parse(profile({ capture: { slow: 0.3, garbage: 0.3, 'late-commit': 0.3 } }, seed)));
  const drawn: Record<string, string[]> = {};
  for (const reference of references)
    (drawn[reference] ??= []).push(JSON.stringify(adversary.call('capture', reference) ?? 'nothing'));
  return drawn;
}

describe('the adversary', () => {
  const calls = ['a', 'b', 'c'].flatMap((reference) => Array.from({ length: 20 }, () => reference));

  it('draws the same for the same seed, whatever the orders do at the same time', () => {
    const shuffled = [...calls].sort((one, other) => one.localeCompare(other) * -1);
    const interleaved = Array.from({ length: 60 }, (_, index) => ['b', 'c', 'a'][index % 3] ?? '');
    expect(draws(shuffled)).toEqual(draws(calls));
    expect(draws(interleaved)).toEqual(draws(calls));
    expect(draws(calls, 8)).not.toEqual(draws(calls));
  });

  it('draws about as often as the rates say, and counts what it drew', () => {
    const adversary = new Adversary();
    adversary.follow(profileSchema.parse(profile({ getOrder: { 'stale-read': 0.2 }, webhook: { lose: 0.5 } })));
    for (let order = 0; order < 1_000; order += 1) {
      adversary.call('getOrder', `order-${order}`);
      adversary.webhook('ORDER_AUTHORIZED', `order-${order}`);
    }
    const { drawn, calls: counted } = adversary.report();
    expect(counted).toEqual({ getOrder: 1_000, webhook: 1_000 });
    expect(drawn['getOrder']?.['stale-read']).toBeGreaterThan(150);
    expect(drawn['getOrder']?.['stale-read']).toBeLessThan(250);
    expect(drawn['webhook']?.['lose']).toBeGreaterThan(440);
    expect(drawn['webhook']?.['lose']).toBeLessThan(560);
  });

  it.each<[string, object]>([
    ['a fault that the operation cannot have', { createOrder: { 'lapse-early': 0.1 } }],
    ['an operation that there is not', { bribe: { slow: 0.1 } }],
    ['rates of more than one in all', { capture: { slow: 0.6, garbage: 0.6 } }],
  ])('refuses %s', (_what, rates) => {
    expect(profileSchema.safeParse({ seed: 1, rates }).success).toBe(false);
  });

  it('names only faults that a call can meet', () => {
    const drawAll = new Adversary();
    for (const [name, { on }] of Object.entries(CALL_FAULTS)) {
      drawAll.follow(profileSchema.parse({ seed: 1, rates: { [on[0] ?? '']: { [name]: 1 } } }));
      expect(drawAll.call(on[0] ?? 'capture', 'r')).toBeDefined();
      expect(drawAll.storyOf('r')).toEqual([`${on[0]} 1: ${name}`]);
    }
  });
});

describe('what it brings about', () => {
  let merchant: Merchant;
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const suffers = (rates: ProfileInput['rates']): void => merchant.simulator.control.setAdversary(profile(rates));
  beforeAll(async () => (merchant = await merchantOf({ clock })));
  beforeEach(() => merchant.simulator.control.reset());
  afterAll(() => merchant.simulator.close());

  it.each<[string, readonly number[]]>([
    ['pending-then-settled', [1100, 1100, 0, 0, 0]],
    ['pending-then-failed', [1100, 0, 1100, 0, 0]],
  ])('a capture that is %s', async (name, money) => {
    const { orderId } = await merchant.held('order');
    suffers({ capture: { [name]: 1 } });
    expect((await merchant.capture(orderId, 'order-c')).body.data.status).toBe('PENDING');
    expect(merchant.money('order')).toEqual([1100, 0, 0, 0, 1100]);
    clock.advance(3_000);
    expect(merchant.money('order')).toEqual(money);
  });

  it.each<[CallFault, string, boolean]>([
    ['remainder-late', 'PROCESSED', true],
    ['remainder-never', 'PROCESSED', false],
    ['remainder-late-shown', 'AUTHORIZED', true],
    ['remainder-never-shown', 'AUTHORIZED', false],
  ])('%s: the payment says %s while the remainder is kept', async (name, status, isLetGo) => {
    suffers({ capture: { [name]: 1 } });
    const { orderId } = await merchant.held('kept');
    const answer = await merchant.capture(orderId, 'kept-c', 300);
    expect([answer.body.data.status, firstOf(answer).status]).toEqual(['PROCESSED', status]);
    expect(merchant.money('kept')).toEqual([1100, 300, 0, 0, 800]);
    clock.advance(60_000);
    const rest = isLetGo ? [800, 0, 0] : [0, 0, 800];
    expect(merchant.money('kept')).toEqual([1100, 300, ...rest]);
    expect(firstOf(await merchant.get(orderId)).status).toBe(isLetGo ? 'PROCESSED' : status);
  });

  it('a remainder kept by one capture, and not by the next', async () => {
    const [first, second] = [await merchant.held('first'), await merchant.held('second')];
    suffers({ capture: { 'remainder-never-shown': 1 } });
    await merchant.capture(first.orderId, 'first-c', 300);
    suffers({ capture: {} });
    const answer = await merchant.capture(second.orderId, 'second-c', 300);
    expect(firstOf(answer).status).toBe('PROCESSED');
    expect(merchant.money('second')).toEqual([1100, 300, 800, 0, 0]);
  });

  it('a remainder that shows, and what was captured beside it is refunded all the same', async () => {
    const { orderId } = await merchant.held('order');
    suffers({ capture: { 'remainder-never-shown': 1 } });
    await merchant.capture(orderId, 'order-c', 300);
    expect((await merchant.refund(orderId, 'order-r1', 100)).status).toBe(200);
    expect((await merchant.get(orderId)).body.data.status).toBe('PARTIALLY_REFUNDED');
    expect((await merchant.refund(orderId, 'order-r2', 300)).body.code).toBe('AMOUNT_LIMIT_EXCEEDED');
    merchant.simulator.control.act('order', 'release-remainder');
    expect(merchant.money('order')).toEqual([1100, 300, 800, 100, 0]);
  });

  it('a hold that lapses early, unless it has been captured meanwhile', async () => {
    suffers({ submitOtp: { 'lapse-early': 1 } });
    await merchant.held('lapsed');
    const { orderId } = await merchant.held('captured');
    await merchant.capture(orderId, 'captured-c');
    clock.advance(10_000);
    expect(merchant.money('lapsed')).toEqual([1100, 0, 1100, 0, 0]);
    expect(merchant.money('captured')).toEqual([1100, 1100, 0, 0, 0]);
  });

  it('a refund that is settled later', async () => {
    const { orderId } = await merchant.held('order');
    await merchant.capture(orderId, 'order-c');
    suffers({ refund: { 'pending-then-settled': 1 } });
    await merchant.refund(orderId, 'order-r', 500);
    expect(merchant.money('order')[3]).toBe(0);
    clock.advance(3_000);
    expect(merchant.money('order')[3]).toBe(500);
  });

  it('a token that is revoked in mid-flight: the call has no effect, and a new login helps', async () => {
    const { orderId } = await merchant.held('order');
    suffers({ capture: { 'revoke-token': 1 } });
    expect((await merchant.capture(orderId, 'order-c')).status).toBe(401);
    merchant.simulator.control.setAdversary(null);
    expect((await merchant.capture(orderId, 'order-c')).status).toBe(401);
    await merchant.logIn();
    expect((await merchant.capture(orderId, 'order-c')).status).toBe(200);
    expect(merchant.money('order')).toEqual([1100, 1100, 0, 0, 0]);
  });

  it.each<[string, number, string | null]>([
    ['rate-limit', 429, '1'],
    ['rate-limit-without-retry-after', 429, null],
    ['rate-limit-as-422', 422, null],
    ['unavailable', 503, null],
    ['unavailable-with-retry-after', 503, '2'],
  ])('%s: %i, without effect', async (name, status, retryAfter) => {
    const { orderId } = await merchant.held('order');
    suffers({ capture: { [name]: 1 } });
    const answer = await merchant.capture(orderId, 'order-c');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(merchant.money('order')).toEqual([1100, 0, 0, 0, 1100]);
  });

  it('a question that is to wait for half a minute', async () => {
    const { orderId } = await merchant.held('order');
    suffers({ getOrder: { 'rate-limit-on-read-long': 1 } });
    const answer = await merchant.get(orderId);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30']);
  });

  it('a cancel that is accepted as CREATED, and never carried out', async () => {
    const { orderId } = await merchant.held('order');
    suffers({ cancel: { 'accepted-without-effect': 1 } });
    expect((await merchant.cancel(orderId)).body.data.status).toBe('CREATED');
    clock.advance(60_000);
    expect(merchant.money('order')).toEqual([1100, 0, 0, 0, 1100]);
  });

  it('a refund that is declined, and given when it is asked for again', async () => {
    const { orderId } = await merchant.held('order');
    await merchant.capture(orderId, 'order-c');
    suffers({ refund: { decline: 1 } });
    expect((await merchant.refund(orderId, 'order-r', 500)).body.code).toBe('PAYMENT_DECLINED');
    expect(merchant.money('order')[3]).toBe(0);
    suffers({});
    await merchant.refund(orderId, 'order-r', 500);
    expect(merchant.money('order')[3]).toBe(500);
  });

  it.each<['before' | 'after', readonly number[]]>([
    ['before', [1100, 0, 0, 0, 1100]],
    ['after', [1100, 1100, 0, 0, 0]],
  ])('a call held %s it takes effect stands still, and is lost with its caller', async (when, money) => {
    const { orderId } = await merchant.held('order');
    const { control } = merchant.simulator;
    control.setFaults([{ operation: 'capture', action: { kind: 'hold', when } }]);
    await merchant.capture(orderId, 'order-c', 1100, 200).catch(() => undefined);
    expect(control.held.list()).toEqual([{ operation: 'capture', reference: 'order' }]);
    const call = (): unknown => control.calls.list('order').find(({ operation }) => operation === 'capture');
    await until(() => (call() as { endedAtMs: number | null }).endedAtMs !== null);
    expect(call()).toMatchObject({ fault: 'hold', answered: false });
    expect([control.held.release('another'), control.held.release('order')]).toEqual([0, 1]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(merchant.money('order')).toEqual(money);
  });

  it('a call held until its token is revoked is refused without effect', async () => {
    const { orderId } = await merchant.held('order');
    const { control } = merchant.simulator;
    control.setFaults([{ operation: 'capture', times: 1, action: { kind: 'hold', when: 'before', revoked: true } }]);
    const answer = merchant.capture(orderId, 'order-c');
    await until(() => control.held.list().length > 0);
    control.held.release();
    expect((await answer).status).toBe(401);
    expect(merchant.money('order')).toEqual([1100, 0, 0, 0, 1100]);
  });

  it('of two captures under different references a lax gateway carries out both, and the ledger names it', async () => {
    merchant.simulator.control.configure({ furtherCapture: 'second-capture' });
    const { orderId } = await merchant.held('order');
    await merchant.capture(orderId, 'one');
    await merchant.capture(orderId, 'two');
    expect(merchant.simulator.control.ledgerOf('order').violations).toMatchObject([{ rule: 'captured-twice' }]);
  });
});
