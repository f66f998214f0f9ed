import { createOrder } from '../../../activities/gateway/operations';
import type { Orders } from '../../../clients/orders';
import { createOrderSchema, parse } from '../../../simulator/requests';
import { bearer, buildEdge, closeEdges, ORDER, signedWebhook, WEBHOOK } from './edge-fixture';

const JSON_TYPE = 'application/json';
const NAMED = { ...ORDER, customer: { firstName: 'José' } };

/** What came of this body, and whether anything was started. */
async function sent(payload: string | Buffer, contentType = JSON_TYPE, url = '/v1/orders') {
  const started: unknown[] = [];
  const note = (...args: unknown[]): Promise<never> => {
    started.push(args[0]);
    return Promise.reject(new Error('not of interest'));
  };
  const behind: Partial<Orders> = { place: note, cancel: note, capture: note, refund: note };
  const { app } = await buildEdge(behind);
  const headers = { ...bearer(), 'content-type': contentType };
  const response = await app.inject({ method: 'POST', url, headers, payload });
  return { status: response.statusCode, problem: response.json<{ errors?: unknown }>(), started };
}

afterEach(closeEdges);

describe('a body of JSON in another charset', () => {
  it.each([
    'application/json; charset=iso-8859-1',
    'application/json;charset=windows-1252',
    'application/json; charset=utf-16',
    'application/json; charset="UTF-16LE"',
    'application/json; charset=us-ascii',
    'application/json; charset=',
    'application/json; charset=utf-8; charset=latin1',
    'application/json; x=1; CHARSET = latin1',
  ])('is answered 415, and nothing is started: %s', async (contentType) => {
    const { status, problem, started } = await sent(Buffer.from(JSON.stringify(NAMED), 'latin1'), contentType);
    expect([status, started]).toEqual([415, []]);
    expect(problem).toMatchObject({ type: 'urn:holdfast:problem:unsupported-media-type' });
  });

  it.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON; Charset=utf8'])(
    'that is UTF-8 by name is taken: %s',
    async (contentType) => {
      expect((await sent(JSON.stringify(NAMED), contentType)).started).toEqual([NAMED]);
    },
  );
});

describe('a body of malformed UTF-8', () => {
  const withName = (...bytes: number[]): Buffer => {
    const [before = '', after = ''] = JSON.stringify({ ...ORDER, customer: { firstName: 'NAME' } }).split('NAME');
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  };

  it.each([
    ['latin1', [0x4a, 0x6f, 0x73, 0xe9]],
    ['a cut-off sequence', [0xe0, 0xa4]],
    ['an overlong form', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a lone continuation', [0x80]],
  ])('is answered 400, and nothing is started: %s', async (_claim, bytes) => {
    const { status, problem, started } = await sent(withName(...bytes));
    expect([status, started]).toEqual([400, []]);
    expect(problem.errors).toEqual([{ field: 'body', reason: expect.stringContaining('UTF-8') as string }]);
  });

  it('is refused in UTF-16, too', async () => {
    expect(await sent(Buffer.from(JSON.stringify(NAMED), 'utf16le'))).toMatchObject({ status: 400, started: [] });
  });

  it('of no length has nothing to guess', async () => {
    const { app } = await buildEdge();
    const headers = { ...bearer(), 'content-type': 'application/json; charset=utf-16' };
    expect((await app.inject({ method: 'POST', url: '/v1/orders/ORD-1/delivery', headers })).statusCode).toBe(200);
  });

  it('that is well formed is taken, with or without its mark at the beginning', async () => {
    for (const mark of ['', '\ufeff']) {
      expect((await sent(`${mark}${JSON.stringify(NAMED)}`)).started).toEqual([NAMED]);
    }
  });
});

describe('an object with two members of one name', () => {
  const ORDER_JSON = JSON.stringify(ORDER).slice(1, -1);

  it.each([
    ['the reference', `{"reference":"ORD-0",${ORDER_JSON}}`, 'reference'],
    ['equal values', `{"checkout":"seamless",${ORDER_JSON}}`, 'checkout'],
    ['an amount', ORDER_JSON.replace('"value"', '"value":100,"value"').replace(/.*/, '{$&}'), 'amount.value'],
    ['metadata', `{${ORDER_JSON},"metadata":{"basket":"1","note":"{\\"basket\\":1}","basket":"2"}}`, 'metadata.basket'],
    ['an escaped name', `{${ORDER_JSON},"customer":{"email":"a@b.c","e\\u006dail":"d@e.f"}}`, 'customer.email'],
    ['a list', `{${ORDER_JSON},"more":[{"a":1},{"a":1,"a":2}]}`, 'more.a'],
    ['a blank before the colon', `{"reference" : "ORD-0",${ORDER_JSON}}`, 'reference'],
    [
      'a name of no letters',
      `{${ORDER_JSON},"metadata":{"4012001037141112":"1","4012001037141112":"2"}}`,
      'metadata.(unreadable name)',
    ],
  ])('is answered 400, which names the member, and nothing is started: %s', async (_what, json, field) => {
    expect(JSON.parse(json)).toBeDefined();
    const { status, problem, started } = await sent(json);
    expect([status, started]).toEqual([400, []]);
    expect(problem.errors).toEqual([{ field, reason: expect.stringContaining('only once') as string }]);
  });

  it('is refused in every message', async () => {
    const { status, started } = await sent('{"reason":"a","reason":"b"}', JSON_TYPE, '/v1/orders/ORD-1/cancel');
    expect([status, started]).toEqual([400, []]);
  });

  it.each(['{"__proto__":{},"__proto__":{}}', '{"constructor":{"prototype":{}},"constructor":{}}', '{"a":1,"a":'])(
    'is no way around what is refused anyway: %s',
    async (json) => {
      expect(await sent(json)).toMatchObject({ status: 400, started: [] });
    },
  );

  it('is found in as large a body as there may be, however deep or escaped it is', async () => {
    for (const filling of [JSON.stringify('"\\'.repeat(12_000)), `${'['.repeat(20_000)}${']'.repeat(20_000)}`]) {
      const { status, problem } = await sent(`{${ORDER_JSON},"more":${filling},"more":1}`);
      expect([status, problem.errors]).toMatchObject([400, [{ field: 'more' }]]);
    }
  });

  it('is not seen where a name stands in several objects, or in a text', async () => {
    const order = { ...ORDER, metadata: { value: 'x', text: '"a":1,"a":2', 'a:': '}' } };
    expect((await sent(JSON.stringify(order))).started).toEqual([order]);
  });
});

describe('what the gateway is known to refuse', () => {
  const OF_N = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));

  it.each([
    ['metadata with an empty name', { metadata: { '': 'x' } }],
    ['a name of 257 characters in the metadata', { metadata: { ['k'.repeat(257)]: 'x' } }],
    ['a text of 257 characters in the metadata', { metadata: { note: 'x'.repeat(257) } }],
    ['eleven pairs of metadata', { metadata: OF_N(11) }],
    ['an empty first name', { customer: { firstName: '' } }],
    ['a last name of 51 characters', { customer: { lastName: 'x'.repeat(51) } }],
    ['an e-mail address of 51 characters', { customer: { email: `${'x'.repeat(39)}@example.com` } }],
    ['a customer id of 20 characters', { customer: { customerId: 'x'.repeat(20) } }],
    ['a mobile number of 9 digits', { customer: { mobileNumber: '987654321' } }],
    ['an empty country code', { customer: { countryCode: '' } }],
    ['an amount of 99 paisa', { amount: { value: 99, currency: 'INR' } }],
    ['another currency', { amount: { value: 1_000, currency: 'USD' } }],
  ])('the edge refuses first, with nothing started: %s', async (_what, wrong) => {
    const order = { ...ORDER, ...wrong };
    expect(() =>
      parse(createOrderSchema, createOrder({ ...order, callbackUrl: 'https://holds.example.com/' }).body?.()),
    ).toThrow();
    expect(await sent(JSON.stringify(order))).toMatchObject({ status: 400, started: [] });
  });

  it('leaves metadata of ten pairs, of 256 characters, and with an empty text', async () => {
    const order = { ...ORDER, metadata: { ...OF_N(8), ['k'.repeat(256)]: 'x'.repeat(256), empty: '' } };
    expect((await sent(JSON.stringify(order))).started).toEqual([order]);
  });

  it.each([
    ['a text', { note: 'a\ud800' }],
    ['a name', { 'a\udfff': 'x' }],
    ['a text that was guessed before', { note: 'Jos\ufffd' }],
  ])('also half a character in the metadata, which no bytes can carry: %s', async (_where, metadata) => {
    expect(await sent(JSON.stringify({ ...ORDER, metadata }))).toMatchObject({ status: 400, started: [] });
  });
});

it('a signed webhook keeps its bytes, whatever charset it names', async () => {
  const body = Buffer.from(WEBHOOK.replace('"payments"', '"note":"José","note":"José","payments"'));
  const headers = { ...signedWebhook(body.toString()), 'content-type': 'application/json; charset=iso-8859-1' };
  const { app } = await buildEdge();
  const response = await app.inject({ method: 'POST', url: '/v1/webhooks/plural', headers, payload: body });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({ outcome: 'delivered' });
});
