import { WorkflowNotFoundError } from '@temporalio/client';
import { OrderMessages } from '../../../clients/order-messages';
import type { OrderReader } from '../../../clients/order-reader';
import type { GatewayNews } from '../../../clients/gateway-news';
import { buildEdge, closeEdges, GLANCE, NOW, signedReturn, VIEW } from './edge-fixture';

/** A workflow that has closed takes no update, so it cannot remember which returns it has heard. */
function endedAgo(minutes: number): { news: Partial<GatewayNews>; asked: () => number } {
  const at = new Date(NOW - minutes * 60_000).toISOString();
  const order = { ...VIEW, state: 'captured', settledBy: 'holdfast', timeline: [{ at, what: 'Captured' }] };
  let asked = 0;
  const reader = {
    within: (_answerBy: number, _signal: unknown, ask: () => unknown) => ask(),
    handle: () => ({
      startUpdate: () => {
        asked += 1;
        return Promise.reject(
          new WorkflowNotFoundError('workflow execution already completed', 'preauth-ORD-1', 'run-1'),
        );
      },
    }),
    look: () => Promise.resolve({ order, glance: GLANCE, isOver: true }),
  };
  const messages = new OrderMessages(reader as unknown as OrderReader, () => Promise.resolve(false));
  return { news: { returned: (...call) => messages.returned(...call) }, asked: () => asked };
}

/** The same signed return, three times. */
async function comesThrice(minutes: number) {
  const { news, asked } = endedAgo(minutes);
  const { app } = await buildEdge(news);
  const url = `/v1/callbacks/plural?${signedReturn({ order_id: 'v1-1', status: 'AUTHORIZED' }).toString()}`;
  const responses = [await app.inject({ url }), await app.inject({ url }), await app.inject({ url })];
  expect(asked()).toBe(3);
  return responses;
}

describe('a return to an order that has ended', () => {
  afterEach(closeEdges);

  it.each([0, 14])(
    'is sent on each time it comes, %d minutes after the end, with reference and state only',
    async (minutes) => {
      for (const { statusCode, headers, body } of await comesThrice(minutes)) {
        const to = 'https://shop.example.com/back?basket=7&holdfast_reference=ORD-1&holdfast_state=captured';
        expect([statusCode, headers.location, body]).toEqual([303, to, '']);
      }
    },
  );

  it('gets a plain page each time it comes, 16 minutes after the end', async () => {
    for (const { statusCode, headers, body } of await comesThrice(16)) {
      expect([statusCode, headers.location]).toEqual([200, undefined]);
      expect(body).toContain('Thank you');
    }
  });
});
