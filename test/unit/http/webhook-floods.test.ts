import type { GatewayNews } from '../../../clients/gateway-news';
import { buildEdge, closeEdges, signedWebhook, WEBHOOK } from './edge-fixture';
import type { Edge } from './edge-fixture';

afterEach(closeEdges);

/** News that counts what it was told, and takes it. */
function countingNews(isTaken: () => boolean = () => true) {
  const told: string[] = [];
  const signalWebhook: GatewayNews['signalWebhook'] = (reference, { webhookId }) => {
    told.push(`${reference} ${webhookId}`);
    return Promise.resolve(isTaken());
  };
  return { told, news: { signalWebhook, findByGatewayOrderId: () => Promise.resolve(undefined) } };
}

const post = ({ app }: Edge, id: string, body = WEBHOOK) =>
  app.inject({ method: 'POST', url: '/v1/webhooks/plural', payload: body, headers: signedWebhook(body, { id }) });
const about = (reference: string): string => WEBHOOK.replace('ORD-1', reference);

describe('a webhook that comes again', () => {
  it('reaches its order once, and is acknowledged each time', async () => {
    const { told, news } = countingNews();
    const edge = await buildEdge(news);
    for (let times = 0; times < 200; times += 1) expect((await post(edge, 'msg_1')).statusCode).toBe(200);
    expect(told).toEqual(['ORD-1 msg_1']);
  });

  it('counts as seen only once it was handed over', async () => {
    let isTaken = false;
    const { told, news } = countingNews(() => isTaken);
    const edge = await buildEdge(news);
    expect((await post(edge, 'msg_1')).json()).toEqual({ outcome: 'ignored' });
    isTaken = true;
    expect((await post(edge, 'msg_1')).json()).toEqual({ outcome: 'delivered' });
    expect(told).toHaveLength(2);
  });

  it('is refused when its signature is forged, however well its id is known', async () => {
    const edge = await buildEdge(countingNews().news);
    await post(edge, 'msg_1');
    const headers = signedWebhook(WEBHOOK, { id: 'msg_1', secret: 'another' });
    const forged = await edge.app.inject({ method: 'POST', url: '/v1/webhooks/plural', payload: WEBHOOK, headers });
    expect(forged.statusCode).toBe(401);
  });
});

describe('a flood of webhooks', () => {
  it('about one order is turned away with how long to wait, and others get through', async () => {
    const { told, news } = countingNews();
    const edge = await buildEdge(news);
    const statuses: number[] = [];
    for (let id = 0; id < 30; id += 1) statuses.push((await post(edge, `msg_${id}`)).statusCode);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(told).toHaveLength(20);
    expect(Number((await post(edge, 'msg_more')).headers['retry-after'])).toBeGreaterThan(0);
    expect((await post(edge, 'msg_other', about('ORD-2'))).statusCode).toBe(200);
    expect((await post(edge, 'msg_0')).statusCode).toBe(200);
  });
});

it.each(['msg.1', '.', 'msg_1.1800000000', 'mit leerzeichen', 'm'.repeat(257)])(
  'a webhook id that could move bytes of what is signed is refused: %s',
  async (id) => {
    const { told, news } = countingNews();
    expect((await post(await buildEdge(news), id)).statusCode).toBe(401);
    expect(told).toEqual([]);
  },
);
