import { buildEdge, closeEdges, signedWebhook, WEBHOOK } from './edge-fixture';

const ALARM = 'a webhook for an order whose workflow ended before it was settled: revive it';

describe('a webhook for an order whose workflow has ended', () => {
  afterEach(closeEdges);

  it.each([true, false])('is an error line where the order was not settled: %s', async (isUnsettled) => {
    const { app, logged } = await buildEdge({
      signalWebhook: () => Promise.resolve(false),
      findByGatewayOrderId: () => Promise.resolve(undefined),
      hasEndedUnsettled: () => Promise.resolve(isUnsettled),
    });
    const headers = { ...signedWebhook(WEBHOOK) };
    const response = await app.inject({ method: 'POST', url: '/v1/webhooks/plural', payload: WEBHOOK, headers });
    expect([response.statusCode, response.json()]).toEqual([200, { outcome: 'ignored' }]);
    expect(logged().includes(ALARM)).toBe(isUnsettled);
  });
});
