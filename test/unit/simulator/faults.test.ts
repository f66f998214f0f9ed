import { ManualClock } from '../../../simulator/clock';
import type { FaultRuleInput } from '../../../simulator/control';
import { merchantOf, until, type Merchant } from './merchant';

const UNTOUCHED = [1100, 0, 0, 0, 1100];
const CAPTURED = [1100, 1100, 0, 0, 0];

/** What a raw client saw: a status, or how it was left alone. */
async function seen(call: Promise<{ status: number }>): Promise<number | string> {
  try {
    return (await call).status;
  } catch (error) {
    // By name: in jest the errors of fetch come from another realm.
    const { name } = error as Error;
    return name === 'SyntaxError' ? 'unreadable' : name === 'TimeoutError' ? 'silence' : 'reset';
  }
}

let merchant: Merchant;
const clock = new ManualClock(Date.UTC(2026, 0, 5));
beforeAll(async () => (merchant = await merchantOf({ clock })));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

describe('a capture meets a fault', () => {
  it.each<[FaultRuleInput['action'], number | string, readonly number[]]>([
    [{ kind: 'commit-then-silence' }, 'silence', CAPTURED],
    [{ kind: 'commit-then-reset' }, 'reset', CAPTURED],
    [{ kind: 'silence-without-commit' }, 'silence', UNTOUCHED],
    [{ kind: 'reset-before-commit' }, 'reset', UNTOUCHED],
    [{ kind: 'error', commit: true }, 500, CAPTURED],
    [{ kind: 'error', commit: false, status: 504 }, 504, UNTOUCHED],
    [{ kind: 'decline', code: 'PAYMENT_DECLINED' }, 422, UNTOUCHED],
    [{ kind: 'decline', code: 'PAYMENT_DECLINED', loseHold: true }, 422, [1100, 0, 1100, 0, 0]],
    [{ kind: 'rate-limit' }, 429, UNTOUCHED],
    [{ kind: 'html' }, 'unreadable', CAPTURED],
    [{ kind: 'html', commit: false, status: 200 }, 'unreadable', UNTOUCHED],
    [{ kind: 'garbage' }, 'unreadable', CAPTURED],
    [{ kind: 'truncate' }, 'reset', CAPTURED],
  ])('%j', async (action, answer, money) => {
    const { orderId } = await merchant.held('order');
    merchant.simulator.control.setFaults([{ operation: 'capture', reference: 'order', times: 1, action }]);
    expect(await seen(merchant.capture(orderId, 'order-c', 1100, 150))).toBe(answer);
    expect(merchant.money('order')).toEqual(money);
    const statement = merchant.simulator.control.ledgerOf('order');
    expect([statement.mutatingCalls.capture, statement.violations]).toEqual([1, []]);
  });

  it('is answered late, after it took effect', async () => {
    const { orderId } = await merchant.held('slow');
    merchant.simulator.control.setFaults([{ operation: 'capture', action: { kind: 'slow', ms: 8_000 } }]);
    const answer = merchant.capture(orderId, 'slow-c');
    await until(() => clock.waiting > 0);
    expect(merchant.money('slow')).toEqual(CAPTURED);
    clock.advance(8_000);
    expect((await answer).status).toBe(200);
  });

  it.each(['reset', 'silence'] as const)('takes effect late, after the client was cut off by %s', async (cut) => {
    const { orderId } = await merchant.held('late');
    merchant.simulator.control.setFaults([
      { operation: 'capture', times: 1, action: { kind: 'late-commit', ms: 20_000, cut } },
    ]);
    expect(await seen(merchant.capture(orderId, 'late-c', 1100, 150))).toBe(cut);
    await until(() => clock.waiting > 0);
    clock.advance(19_999);
    expect([merchant.money('late'), (await merchant.get(orderId)).body.data.status]).toEqual([UNTOUCHED, 'AUTHORIZED']);
    clock.advance(1);
    expect([merchant.money('late'), (await merchant.get(orderId)).body.data.status]).toEqual([CAPTURED, 'PROCESSED']);
  });

  it('that committed late collides with a cancel, and is refused like any other', async () => {
    const { orderId } = await merchant.held('race');
    merchant.simulator.control.setFaults([
      { operation: 'capture', times: 1, action: { kind: 'late-commit', ms: 1_000 } },
    ]);
    await seen(merchant.capture(orderId, 'race-c'));
    await until(() => clock.waiting > 0);
    await merchant.cancel(orderId);
    clock.advance(1_000);
    expect([merchant.money('race'), merchant.simulator.control.ledgerOf('race', true).violations]).toEqual([
      [1100, 0, 1100, 0, 0],
      [],
    ]);
  });

  it.each<[FaultRuleInput['action'], number, string | null]>([
    [{ kind: 'rate-limit', retryAfterS: 7 }, 429, '7'],
    [{ kind: 'rate-limit', retryAfterS: null }, 429, null],
    [{ kind: 'rate-limit', retryAfterS: -5 }, 429, '-5'],
    [{ kind: 'rate-limit', retryAfterS: 99_999_999 }, 429, '99999999'],
    [{ kind: 'rate-limit', retryAfterS: 90, retryAfterAs: 'date' }, 429, 'Mon, 05 Jan 2026 00:01:30 GMT'],
    [{ kind: 'rate-limit', retryAfterS: -90, retryAfterAs: 'date' }, 429, 'Sun, 04 Jan 2026 23:58:30 GMT'],
    [{ kind: 'error', commit: false, status: 503 }, 503, null],
    [{ kind: 'error', commit: false, status: 503, retryAfterS: 30 }, 503, '30'],
    [
      { kind: 'error', commit: false, status: 503, retryAfterS: 172_800, retryAfterAs: 'date' },
      503,
      'Wed, 07 Jan 2026 00:00:00 GMT',
    ],
  ])('of a question, %j, names how long to wait: %i %p', async (action, status, header) => {
    const still = await merchantOf({ clock: new ManualClock(Date.UTC(2026, 0, 5)) });
    still.simulator.control.setFaults([{ operation: 'getOrder', action }]);
    const answer = await still.get('any');
    await still.simulator.close();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, header]);
  });
});

describe('a stale read', () => {
  it('answers what was true then, by id and by reference', async () => {
    const { orderId } = await merchant.pending('stale');
    clock.advance(5_000);
    merchant.simulator.control.act(orderId, 'authorise-late');
    clock.advance(1_000);
    merchant.simulator.control.setFaults([
      { operation: ['getOrder', 'getOrderByReference'], times: 2, action: { kind: 'stale-read', ms: 3_000 } },
    ]);
    expect((await merchant.get(orderId)).body.data.status).toBe('PENDING');
    expect((await merchant.call('GET /api/pay/v1/orders/reference/stale')).body.data.status).toBe('PENDING');
    expect((await merchant.get(orderId)).body.data.status).toBe('AUTHORIZED');
    merchant.simulator.control.setFaults([{ operation: 'getOrder', action: { kind: 'stale-read', ms: 60_000 } }]);
    expect((await merchant.get(orderId)).body.code).toBe('ORDER_NOT_FOUND');
  });
});

describe('fault rules', () => {
  const gone: FaultRuleInput['action'] = { kind: 'error', commit: false, status: 503 };

  it('apply in order, to their operation and order, as often as they say', async () => {
    const { orderId } = await merchant.pending('a');
    await merchant.createOrder('b');
    merchant.simulator.control.setFaults([
      { operation: 'getOrder', orderId, skip: 1, times: 1, action: gone },
      { reference: 'b', action: { kind: 'decline', code: 'API_RATE_LIMIT' } },
    ]);
    const statuses = [];
    for (let times = 0; times < 3; times++) statuses.push((await merchant.get(orderId)).status);
    expect(statuses).toEqual([200, 503, 200]);
    expect((await merchant.call('GET /api/pay/v1/orders/reference/b')).body.code).toBe('API_RATE_LIMIT');
    expect((await merchant.createOrder('b')).body.code).toBe('API_RATE_LIMIT');
    expect((await merchant.createOrder('c')).status).toBe(200);
  });

  it('draw the same faults from the same seed', async () => {
    const draw = async (seed: number): Promise<number[]> => {
      merchant.simulator.control.setFaults([{ operation: 'getOrder', chance: 0.5, action: gone }], seed);
      const statuses = [];
      for (let times = 0; times < 24; times++) statuses.push((await merchant.get('none')).status);
      return statuses;
    };
    const first = await draw(7);
    expect(await draw(7)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([404, 503]));
    expect(await draw(8)).not.toEqual(first);
  });
});
