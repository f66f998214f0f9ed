import { cardRef as cardRefOf } from '../../support/secret-refs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../../activities';
import type { Dependencies } from '../../../activities';
import { GatewayError } from '../../../activities/gateway';
import type { CallOptions, GatewayErrorFields, PluralGateway } from '../../../activities/gateway';
import { createMemoryVault, Secret, VaultUnavailable } from '../../../activities/vault';
import type { CardRef, Vault } from '../../../activities/vault';
import { says } from '../../support/core/words';

const MINUTE_MS = 60_000;
const AMOUNT = { value: 10_000, currency: 'INR' };
const CARD = { number: '4012001037141112', expiryMonth: '12', expiryYear: '2031', cvv: '065' };
const TIMES = { startToCloseTimeoutMs: 40_000, heartbeatTimeoutMs: 12_000 };
const SNAPSHOT = says('created');

const failing = (fields: Partial<GatewayErrorFields>) => () =>
  Promise.reject(
    new GatewayError({ operation: 'capture', outcome: 'unknown', code: 'TEST', reason: 'made up', ...fields }),
  );

const NO_ORDERS: Dependencies['openOrders'] = {
  findHolds: () => Promise.reject(new Error('not here')),
  recheck: () => Promise.resolve(null),
};

interface Bench {
  readonly vault: Vault;
  readonly run: <T>(activity: (activities: ReturnType<typeof createActivities>) => Promise<T>) => Promise<T>;
}

/** Activities over a gateway of which only the given operations exist. */
function bench(gateway: Partial<PluralGateway>, more: Partial<Dependencies> = {}, times = TIMES): Bench {
  const vault = createMemoryVault({ ttlMs: { card: MINUTE_MS, otp: MINUTE_MS }, maxEntries: 10 });
  const dependencies = {
    gateway: gateway as PluralGateway,
    vault,
    openOrders: NO_ORDERS,
    callbackUrl: 'https://shop.example/back',
    ...more,
  };
  const environment = new MockActivityEnvironment(times, { logger: new DefaultLogger('ERROR') });
  return { vault, run: async (activity) => environment.run(() => activity(createActivities(dependencies))) };
}

const capture = { gatewayOrderId: 'v1-order', reference: 'order-1-c1', amount: AMOUNT };
const payment = { gatewayOrderId: 'v1-order', reference: 'order-1-p1', amount: AMOUNT };

describe('an OTP that is not sent', () => {
  it.each([
    ['a limit', { outcome: 'notSent', retryAfterMs: 3_000 }, { isFinal: false, letInAfterMs: 3_000 }],
    ['a gateway that is too busy', { outcome: 'unknown', httpStatus: 503 }, { isFinal: false, letInAfterMs: 0 }],
    ['a lost answer', { outcome: 'unknown' }, { isFinal: false }],
    ["the gateway's no", { outcome: 'declined' }, { isFinal: true }],
  ] as const)('because of %s', async (_, fields, expected) => {
    const { run } = bench({ generateOtp: failing(fields) });
    const outcome = await run((activities) => activities.requestOtp({ paymentId: 'v1-payment', resend: false }));
    expect(outcome).toEqual({ kind: 'refused', code: 'TEST', tookMs: expect.any(Number), ...expected });
  });
});

describe('the outcome of a mutating call', () => {
  it.each([
    ['declined', { kind: 'declined', code: 'TEST' }],
    ['rejected', { kind: 'rejected', code: 'TEST' }],
    ['unknown', { kind: 'unknown', code: 'TEST' }],
    ['notSent', { kind: 'notSent', code: 'TEST', retryAfterMs: 3_000 }],
  ] as const)('%s is a value with a code of ours or the gateway, and nothing of its text', async (outcome, value) => {
    const { run } = bench({ capture: failing({ outcome, retryAfterMs: 3_000 }) });
    expect(await run((activities) => activities.captureHold(capture))).toEqual(value);
  });

  it.each([undefined, 7_000])('of a gateway that is too busy (503) tells for how long: %s ms', async (retryAfterMs) => {
    const { run } = bench({
      capture: failing({ outcome: 'unknown', httpStatus: 503, ...(retryAfterMs && { retryAfterMs }) }),
    });
    const busyForMs = retryAfterMs ?? 0;
    expect(await run((activities) => activities.captureHold(capture))).toEqual({
      kind: 'unknown',
      code: 'TEST',
      busyForMs,
    });
  });

  it('done carries the snapshot', async () => {
    const { run } = bench({ cancel: () => Promise.resolve(SNAPSHOT) });
    expect(await run((activities) => activities.releaseHold({ gatewayOrderId: 'v1-order' }))).toEqual({
      kind: 'done',
      snapshot: SNAPSHOT,
    });
  });

  it('of what is no answer of the gateway tells the place, and not the message, which may hold anything', async () => {
    const { run } = bench({ capture: () => Promise.reject(new TypeError(`bad ${CARD.number}`)) });
    const failure = run((activities) => activities.captureHold(capture));
    await expect(failure).rejects.toThrow(/^Unexpected TypeError at activities\.test\.ts:\d+$/);
  });

  it('is never sought later than the heartbeat allows: after it the attempt may have been given up', async () => {
    const seen: CallOptions[] = [];
    const { run } = bench({
      capture: (_request, options = {}) => {
        seen.push(options);
        return Promise.resolve(SNAPSHOT);
      },
    });
    const before = Date.now();
    await run((activities) => activities.captureHold(capture));
    expect((seen[0]?.notAfterMs ?? Infinity) - before).toBeLessThanOrEqual(12_000);
    expect((seen[0]?.notAfterMs ?? 0) - before).toBeGreaterThan(9_000);
  });
});

describe('the card', () => {
  const putCard = async (vault: Vault): Promise<CardRef> => (await vault.put('card', new Secret(CARD))).ref;

  it.each([
    ['done', () => Promise.resolve(SNAPSHOT), false],
    ['declined', failing({ outcome: 'declined' }), false],
    ['unknown', failing({ outcome: 'unknown' }), true],
    ['notSent', failing({ outcome: 'notSent' }), true],
  ])(
    'after a payment that is %s, is kept: only while it may be needed again',
    async (_outcome, createPayment, isKept) => {
      const { run, vault } = bench({ createPayment });
      const cardRef = await putCard(vault);
      await run((activities) => activities.createPayment({ ...payment, cardRef }));
      expect((await vault.read('card', cardRef)) !== undefined).toBe(isKept);
    },
  );

  it('that is gone sends nothing', async () => {
    const { run } = bench({});
    expect(
      await run((activities) => activities.createPayment({ ...payment, cardRef: cardRefOf('card_gone') })),
    ).toEqual({
      kind: 'cardGone',
    });
  });

  it('that cannot be read, because the vault is down, is tried again later', async () => {
    const vault = { read: () => Promise.reject(new VaultUnavailable('down')) } as unknown as Vault;
    const { run } = bench({}, { vault });
    expect(await run((activities) => activities.createPayment({ ...payment, cardRef: cardRefOf('card_x') }))).toEqual({
      kind: 'notSent',
      code: 'vault-unavailable',
    });
  });
});

describe('the OTP', () => {
  const submit = async (submitOtp: PluralGateway['submitOtp']): Promise<{ outcome: unknown; isKept: boolean }> => {
    const { run, vault } = bench({ submitOtp });
    const { ref } = await vault.put('otp', new Secret('123456'));
    const outcome = await run((activities) => activities.submitOtp({ paymentId: 'v1-payment', otpRef: ref }));
    return { outcome, isKept: (await vault.read('otp', ref)) !== undefined };
  };

  it('accepted is forgotten', async () => {
    expect(await submit(() => Promise.resolve())).toEqual({ outcome: { kind: 'accepted' }, isKept: false });
  });

  it('declined says what the gateway still allows, and is forgotten', async () => {
    const { outcome, isKept } = await submit(failing({ outcome: 'declined', code: 'WRONG', next: ['nothing'] }));
    expect(outcome).toMatchObject({ kind: 'declined', code: 'WRONG', next: ['nothing'] });
    expect(isKept).toBe(false);
  });

  it('whose answer was lost is forgotten, too: the buyer enters it again', async () => {
    expect(await submit(failing({ outcome: 'unknown' }))).toEqual({ outcome: { kind: 'unknown' }, isKept: false });
  });
});

describe('a question', () => {
  const ask = (getOrder: PluralGateway['getOrder']): Promise<unknown> =>
    bench({ getOrder }).run((activities) => activities.inquire({ gatewayOrderId: 'v1-order', reference: 'order-1' }));

  it.each([
    ['answered', () => Promise.resolve(SNAPSHOT), { kind: 'snapshot', snapshot: SNAPSHOT }],
    ['answered with "no such order"', failing({ outcome: 'rejected', code: 'ORDER_NOT_FOUND' }), { kind: 'absent' }],
    ['without an answer', failing({ outcome: 'unknown', code: 'time-out' }), { kind: 'failed' }],
  ])('%s', async (_case, getOrder, answer) => {
    expect(await ask(getOrder)).toEqual({ ...answer, tookMs: expect.any(Number) as number });
  });

  it.each<[string, Partial<GatewayErrorFields>, object]>([
    ['a limit', { outcome: 'notSent', httpStatus: 429, retryAfterMs: 7_000 }, { retryAfterMs: 7_000 }],
    ['a limit told as 422', { outcome: 'notSent', httpStatus: 422, retryAfterMs: 0 }, { retryAfterMs: 0 }],
    ['a gateway that is too busy', { outcome: 'unknown', httpStatus: 503, retryAfterMs: 9 }, { retryAfterMs: 9 }],
    ['a login over the limit', { outcome: 'notSent', httpStatus: 429, retryAfterMs: 5 }, { retryAfterMs: 5 }],
    ['a limit that names no time', { outcome: 'notSent', httpStatus: 429 }, {}],
    ['a failure that names a time', { outcome: 'unknown', httpStatus: 500, retryAfterMs: 9 }, {}],
    ['a no that names a time', { outcome: 'rejected', httpStatus: 400, retryAfterMs: 9 }, {}],
  ])('that is turned away by %s tells when to ask again, where the gateway did', async (_, fields, expected) => {
    expect(await ask(failing(fields))).toEqual({ kind: 'failed', tookMs: expect.any(Number), ...expected });
  });

  it('about a reference that is a refund is answered with the refund, told as such', async () => {
    const refund = { ...SNAPSHOT, type: 'REFUND', refundOf: 'v1-parent' } as const;
    expect(await ask(() => Promise.resolve(refund))).toMatchObject({ kind: 'snapshot', snapshot: refund });
    const { run } = bench({ createOrder: () => Promise.resolve(refund) });
    const created = run((activities) => activities.createOrder({ reference: 'order-1', amount: AMOUNT }));
    expect(await created).toMatchObject({ kind: 'done', snapshot: refund });
  });

  it('goes by the reference while the id is not known', async () => {
    const { run } = bench({ getOrderByReference: () => Promise.resolve(SNAPSHOT) });
    expect(await run((activities) => activities.inquire({ gatewayOrderId: null, reference: 'order-1' }))).toMatchObject(
      {
        kind: 'snapshot',
      },
    );
  });
});

describe("the watchdog's questions", () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const HOLDS = ['A', 'B', 'C'].map((reference) => ({ reference, gatewayOrderId: `v1-${reference}`, heldMinor: 0 }));

  it('have the time of one attempt: those that a slow gateway leaves no time for have no answer', async () => {
    const late = failing({ outcome: 'unknown', code: 'aborted-in-flight' });
    const getOrder = async (id: string, { signal }: CallOptions = {}) => {
      if (id === 'v1-A') return SNAPSHOT;
      // A signal that nothing but the wait knows must not be taken for garbage.
      setTimeout(collectGarbage, 50);
      if (signal?.aborted === false) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return late();
    };
    const { run } = bench({ getOrder }, {}, { startToCloseTimeoutMs: 700, heartbeatTimeoutMs: 0 });
    expect(await run((activities) => activities.askAboutHolds({ holds: HOLDS }))).toEqual([
      { kind: 'snapshot', snapshot: SNAPSHOT },
      { kind: 'failed' },
      { kind: 'failed' },
    ]);
  });
});
