import type { OtpRef } from '../../../activities/vault';
import { Secret } from '../../../activities/vault';
import { NotAllowed, OrderNotFound, OtpDeclined, OtpGone, TemporalUnavailable } from '../../../clients/order-errors';
import type { Orders } from '../../../clients/orders';
import { notKnown } from '../../../clients/sending';
import { ACCEPTED, bearer, buildEdge, CARD, closeEdges, VIEW } from './edge-fixture';
import type { Edge } from './edge-fixture';

const say = ({ app }: Edge, path: string, body?: object, headers: object = {}) =>
  app.inject({
    method: 'POST',
    url: `/v1/orders/ORD-1/${path}`,
    headers: { ...bearer(), ...headers },
    ...(body ? { payload: body } : {}),
  });

const BLIND = { actor: 's', reason: 'r', amount: { value: 110_000, currency: 'INR' }, checkout: 'hosted' };

describe('messages to an order', () => {
  afterEach(closeEdges);

  const messages: readonly (readonly [keyof Orders, string, object | undefined, unknown])[] = [
    ['resendOtp', 'otp/resend', undefined, undefined],
    ['confirmDelivery', 'delivery', undefined, undefined],
    ['capture', 'capture', undefined, {}],
    [
      'capture',
      'capture',
      { amount: { value: 50_000, currency: 'INR' } },
      { amount: { value: 50_000, currency: 'INR' } },
    ],
    ['cancel', 'cancel', { reason: 'out of stock' }, { reason: 'out of stock' }],
    ['extend', 'extend', { decideBy: '4 days' }, { decideBy: { afterMs: 345_600_000 } }],
    ['recheck', 'recheck', { actor: 'support', reason: 'asked' }, { actor: 'support', reason: 'asked' }],
    ['revive', 'revive', { actor: 'support', reason: 'a slip' }, { actor: 'support', reason: 'a slip' }],
    ['revive', 'revive', BLIND, BLIND],
  ];

  it.each(messages)('%s is sent by %s with %j', async (method, path, body, expected) => {
    const calls: unknown[][] = [];
    const edge = await buildEdge({
      [method]: (...call: unknown[]) => {
        calls.push(call);
        return Promise.resolve({ answered: true, order: VIEW });
      },
    });
    const response = await say(edge, path, body, { 'idempotency-key': 'k-1' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(VIEW);
    const [reference, ...rest] = calls[0] ?? [];
    expect(reference).toBe('ORD-1');
    expect(rest.slice(0, -1)).toEqual(expected === undefined ? [] : [expected]);
    expect(rest.at(-1)).toMatchObject({ idempotencyKey: 'k-1' });
  });

  it.each([VIEW, null])('answers 202 with what was accepted, and the order as it stands', async (order) => {
    const capture = () => Promise.resolve({ answered: false as const, accepted: ACCEPTED, order });
    const response = await say(await buildEdge({ capture }), 'capture');
    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual({ accepted: ACCEPTED, order });
  });

  it('answers 503 with the key that finds out, when it is not known whether it was taken', async () => {
    const edge = await buildEdge({ recheck: () => Promise.reject(notKnown('made-up-1')) });
    const response = await say(edge, 'recheck', { actor: 'support', reason: 'asked' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:temporal-unavailable', key: 'made-up-1' });
  });

  it('accepts an empty body that calls itself JSON', async () => {
    const response = await say(await buildEdge(), 'delivery', undefined, { 'content-type': 'application/json' });
    expect(response.statusCode).toBe(200);
  });

  const payable: Orders['get'] = () => Promise.resolve({ ...VIEW, state: 'registered' });

  it('binds the card of a further payment to the order', async () => {
    const edge = await buildEdge({ get: payable });
    const { ref } = await edge.vault.put('card', new Secret(CARD));
    expect((await say(edge, 'payments', { cardRef: ref })).statusCode).toBe(200);
    expect(await edge.vault.claim(ref, 'ORD-2')).toBe('taken');
  });

  it('refuses a payment with a card that nobody stored', async () => {
    const response = await say(await buildEdge({ get: payable }), 'payments', { cardRef: 'card_none' });
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:card-unusable' });
  });

  const unpayable: readonly (readonly [string, number, Partial<Orders>])[] = [
    ['is not there', 404, { get: (reference) => Promise.reject(new OrderNotFound(reference)) }],
    [
      'has its hold',
      409,
      { pay: () => Promise.reject(new NotAllowed('The money is on hold already', 'already-paid')) },
    ],
    ['cannot be read', 503, { get: () => Promise.reject(new TemporalUnavailable('No worker answers')) }],
  ];

  it.each(unpayable)('leaves the card of a payment free when the order %s: %d', async (_when, status, orders) => {
    const edge = await buildEdge(orders);
    const { ref } = await edge.vault.put('card', new Secret(CARD));
    expect((await say(edge, 'payments', { cardRef: ref })).statusCode).toBe(status);
    expect(await edge.vault.claim(ref, 'ORD-2')).toBe('claimed');
  });
});

describe('the OTP', () => {
  afterEach(closeEdges);

  /** An edge whose order does `verdict` with the OTP; tells what the vault still knows afterwards. */
  async function submit(otp: string, verdict: Orders['submitOtp']) {
    const refs: OtpRef[] = [];
    const read: (string | undefined)[] = [];
    const edge: Edge = await buildEdge({
      submitOtp: async (reference, request, options) => {
        refs.push(request.otpRef);
        read.push((await edge.vault.read('otp', request.otpRef))?.expose());
        return verdict(reference, request, options);
      },
    });
    const response = await say(edge, 'otp', { otp });
    const left = refs[0] && (await edge.vault.read('otp', refs[0]))?.expose();
    return { response, read: read[0], left };
  }

  const accepted: Orders['submitOtp'] = () => Promise.resolve({ answered: true, order: VIEW });

  it('travels as a reference, its leading zeros kept', async () => {
    const { response, read } = await submit('001234', accepted);
    expect(response.statusCode).toBe(200);
    expect(read).toBe('001234');
  });

  it('is forgotten as soon as its outcome is known', async () => {
    expect((await submit('123456', accepted)).left).toBeUndefined();
  });

  it('stays while its outcome is open', async () => {
    const { response, left } = await submit('123456', () =>
      Promise.resolve({ answered: false, accepted: ACCEPTED, order: VIEW }),
    );
    expect(response.statusCode).toBe(202);
    expect(left).toBe('123456');
  });

  it('stays when Temporal fails, since the order may have got it', async () => {
    const { response, left } = await submit('123456', () => Promise.reject(new TemporalUnavailable('down')));
    expect(response.statusCode).toBe(503);
    expect(left).toBe('123456');
  });

  it('is refused with 409 and forgotten when none is awaited', async () => {
    const { response, left } = await submit('123456', () =>
      Promise.reject(new NotAllowed('No OTP is awaited', 'noOtp')),
    );
    expect(response.statusCode).toBe(409);
    expect(left).toBeUndefined();
  });

  it('that the bank declines gets 422 with the order', async () => {
    const { response, left } = await submit('123456', () => Promise.reject(new OtpDeclined('Not accepted', VIEW)));
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:otp-declined', order: VIEW });
    expect(left).toBeUndefined();
  });

  it('that was gone before its use gets 409', async () => {
    const { response } = await submit('123456', () => Promise.reject(new OtpGone('Enter it again')));
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:otp-gone' });
  });
});
