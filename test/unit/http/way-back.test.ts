import type { GatewayNews } from '../../../clients/gateway-news';
import type { Orders } from '../../../clients/orders';
import { bearer, buildEdge, closeEdges, ORDER, signedReturn, VIEW } from './edge-fixture';

const FIELDS = { order_id: 'v1-4405071524-aa-qlAtAf', status: 'AUTHORIZED' };
const OURS = 'holdfast_reference=ORD-1&holdfast_state=held';

const returningTo = (returnUrl: string): Partial<GatewayNews> => ({
  returned: () => Promise.resolve({ first: true, order: { ...VIEW, returnUrl } }),
});

describe('the way back to the shop', () => {
  afterEach(closeEdges);

  /** Where the buyer of an order with this URL is sent. */
  async function wayBack(returnUrl: string): Promise<unknown> {
    const { app } = await buildEdge(returningTo(returnUrl));
    const { statusCode, headers } = await app.inject({
      url: `/v1/callbacks/plural?${signedReturn(FIELDS).toString()}`,
    });
    return statusCode === 303 ? headers.location : statusCode;
  }

  it.each([
    'https://shop.example.com/r?state=csrf-77&reference=basket-9',
    'https://shop.example.com/r?note=a%20b&sig=ab%2Bc~(x)',
    "https://shop.example.com/r?q=it's+here*&list=1,2;3&empty&=x&&a=b=c",
    'https://shop.example.com/r?back=https://shop.example.com/?a=1',
    'https://shop.example.com/r?back=/basket?',
    'https://shop.example.com/a/../b/./c%2e/%7Euser?x=%e2%82%ac',
    'HTTPS://Shop.Example.com:443/r?x=1',
  ])('keeps the bytes of %s and has ours at its end', async (returnUrl) => {
    expect(await wayBack(returnUrl)).toBe(`${returnUrl}&${OURS}`);
  });

  it.each([
    ['https://shop.example.com', 'https://shop.example.com?OURS'],
    ['https://shop.example.com/r?', 'https://shop.example.com/r?OURS'],
    ['https://shop.example.com/r?a=1&', 'https://shop.example.com/r?a=1&OURS'],
    ['https://shop.example.com/#/done?x=1', 'https://shop.example.com/?OURS#/done?x=1'],
    ['https://shop.example.com/r?a=1#a#b', 'https://shop.example.com/r?a=1&OURS#a#b'],
    ['http://localhost:3000/r#', 'http://localhost:3000/r?OURS#'],
    [
      'https://shop.example.com/बधाई?für=é#ü',
      'https://shop.example.com/%E0%A4%AC%E0%A4%A7%E0%A4%BE%E0%A4%88?f%C3%BCr=%C3%A9&OURS#%C3%BC',
    ],
  ])('of %s has ours in its query, before the fragment', async (returnUrl, expected) => {
    expect(await wayBack(returnUrl)).toBe(expected.replace('OURS', OURS));
  });

  it.each([
    'https:shop.example.com/r',
    'https:/shop.example.com/r',
    'https:///shop.example.com/r',
    'https://shop.example.com/a b',
    'https://shop.example.com/r?holdfast_state=held',
  ])('never leads to %s, which parsers read differently or which has ours already', async (returnUrl) => {
    expect(await wayBack(returnUrl)).toBe(200);
  });
});

describe('a return URL with the names of ours in its query', () => {
  afterEach(closeEdges);

  it.each([
    'https://shop.example.com/r?holdfast_state=x',
    'https://shop.example.com/r?a=1&holdfast_reference',
    'https://shop.example.com/r?holdfast%5Freference=1',
    'https://shop.example.com/r?Holdfast_State=1',
  ])('is refused at placing, with the way out, and starts nothing: %s', async (returnUrl) => {
    const place = jest.fn<ReturnType<Orders['place']>, []>();
    const { app } = await buildEdge({ place });
    const payload = { ...ORDER, returnUrl };
    const response = await app.inject({ method: 'POST', url: '/v1/orders', headers: bearer(), payload });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      errors: [{ field: 'returnUrl', reason: expect.stringContaining('name yours otherwise') as string }],
    });
    expect(place).not.toHaveBeenCalled();
  });

  it('in its fragment only is taken', async () => {
    const payload = { ...ORDER, returnUrl: 'https://shop.example.com/r#holdfast_state=x' };
    const { app } = await buildEdge();
    const response = await app.inject({ method: 'POST', url: '/v1/orders', headers: bearer(), payload });
    expect(response.statusCode).toBe(201);
  });
});

describe('a signed return whose query has question marks in it', () => {
  afterEach(closeEdges);

  it.each([
    { error_message: 'Try again?' },
    { error_message: 'What? Why?', error_code: 'USER_AUTHENTICATION_FAILED' },
    { 'what?': 'a field of another name' },
  ])('is taken as it was signed: %j', async (more) => {
    const { app } = await buildEdge();
    const query = signedReturn({ ...FIELDS, ...more })
      .toString()
      .replaceAll('%3F', '?');
    expect(query).toContain('?');
    expect((await app.inject({ url: `/v1/callbacks/plural?${query}` })).statusCode).toBe(303);
  });
});
