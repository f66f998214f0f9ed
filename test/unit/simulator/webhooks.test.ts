import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '../../../simulator/clock';
import type { WebhookRuleInput } from '../../../simulator/control';
import type { WebhookDelivery } from '../../../simulator/webhooks';
import { merchantOf, until, type Merchant } from './merchant';

const SECRET = 'a plain string, not base64';
const START_MS = Date.UTC(2026, 0, 5);

interface Received {
  readonly id: string;
  readonly event: string;
  readonly status: string;
  readonly atS: number;
  readonly genuine: boolean;
}

const clock = new ManualClock(START_MS);
const received: Received[] = [];
let answers: number[] = [];
let merchant: Merchant;

/** Checks the signature in the test's own way. */
function read({ headers, rawBody }: WebhookDelivery): Received {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${rawBody}`;
  const expected = createHmac('sha256', SECRET).update(signed).digest('base64');
  const { event_type, data } = JSON.parse(rawBody) as { event_type: string; data: { status: string } };
  return {
    id: headers['webhook-id'],
    event: event_type,
    status: data.status,
    atS: Number(headers['webhook-timestamp']),
    genuine: headers['webhook-signature'] === `v1,${expected}`,
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
beforeAll(async () => {
  merchant = await merchantOf({
    clock,
    credentials: { webhookSecret: SECRET },
    deliverWebhook: (delivery) => {
      received.push(read(delivery));
      const status = answers.shift() ?? 200;
      return status === 0 ? Promise.reject(new Error('no answer')) : Promise.resolve(status);
    },
  });
});
beforeEach(() => {
  merchant.simulator.control.reset();
  received.length = 0;
  answers = [];
});
afterAll(() => merchant.simulator.close());

const events = (): string[] => received.map(({ event, status }) => `${event} ${status}`);

describe('webhooks', () => {
  it('tell of every change of an order, with a genuine signature', async () => {
    const { orderId } = await merchant.held('told');
    await merchant.capture(orderId, 'told-c');
    await merchant.refund(orderId, 'told-r', 1100);
    const other = await merchant.held('let-go');
    await merchant.cancel(other.orderId);
    await until(() => received.length === 5);
    expect(events()).toEqual([
      'ORDER_AUTHORIZED AUTHORIZED',
      'ORDER_PROCESSED PROCESSED',
      'REFUND_PROCESSED PROCESSED',
      'ORDER_AUTHORIZED AUTHORIZED',
      'ORDER_CANCELLED CANCELLED',
    ]);
    expect(received.every(({ genuine }) => genuine)).toBe(true);
    expect(new Set(received.map(({ id }) => id)).size).toBe(5);
  });

  it('tell of failures: ATTEMPTED after the OTP, FAILED after the capture, ORDER_FAILED at the end', async () => {
    merchant.simulator.control.configure({ paymentRetries: 1, captureMode: 'pending' });
    await merchant.pending('expired');
    merchant.simulator.control.act('expired', 'expire-payment');
    const { orderId } = await merchant.held('declined');
    await merchant.capture(orderId, 'declined-c');
    merchant.simulator.control.act('declined', 'fail-capture');
    await until(() => received.length === 4);
    expect(events()).toEqual([
      'PAYMENT_FAILED FAILED',
      'ORDER_FAILED FAILED',
      'ORDER_AUTHORIZED AUTHORIZED',
      'PAYMENT_FAILED FAILED',
    ]);
  });

  it('are tried three times, five seconds apart, under the same id and a new timestamp', async () => {
    answers = [500, 0, 503, 200];
    await merchant.held('deaf');
    for (const attempts of [1, 2, 3]) {
      await until(() => received.length === attempts && (attempts === 3 || clock.waiting === 1));
      clock.advance(5_000);
    }
    await until(() => merchant.simulator.control.webhooks()[0]?.attempts.length === 3);
    expect(clock.waiting).toBe(0);
    expect(received.map(({ id, atS }) => [id === received[0]?.id, atS - (received[0]?.atS ?? 0)])).toEqual([
      [true, 0],
      [true, 5],
      [true, 10],
    ]);
    const [listed] = merchant.simulator.control.webhooks();
    expect(listed?.attempts.map(({ status }) => status)).toEqual([500, null, 503]);
  });

  it.each<[WebhookRuleInput['action'], readonly string[], readonly boolean[]]>([
    [{ kind: 'lose' }, ['ORDER_PROCESSED PROCESSED'], [true]],
    [
      { kind: 'duplicate', copies: 3 },
      [
        'ORDER_AUTHORIZED AUTHORIZED',
        'ORDER_AUTHORIZED AUTHORIZED',
        'ORDER_AUTHORIZED AUTHORIZED',
        'ORDER_PROCESSED PROCESSED',
      ],
      [true, true, true, true],
    ],
    [{ kind: 'reorder' }, ['ORDER_PROCESSED PROCESSED', 'ORDER_AUTHORIZED AUTHORIZED'], [true, true]],
    [{ kind: 'delay', ms: 60_000 }, ['ORDER_PROCESSED PROCESSED', 'ORDER_AUTHORIZED AUTHORIZED'], [true, true]],
    [{ kind: 'forge' }, ['ORDER_AUTHORIZED PROCESSED', 'ORDER_PROCESSED PROCESSED'], [false, true]],
  ])('suffer %j', async (action, expected, genuine) => {
    merchant.simulator.control.setWebhookFaults([{ event: 'ORDER_AUTHORIZED', reference: 'faulty', times: 1, action }]);
    const { orderId } = await merchant.held('faulty');
    await merchant.capture(orderId, 'faulty-c');
    await until(() => events().includes('ORDER_PROCESSED PROCESSED'));
    clock.advance(60_000);
    await until(() => received.length === expected.length);
    await settle();
    expect([events(), received.map((webhook) => webhook.genuine)]).toEqual([expected, genuine]);
  });

  it('can be sent again, under the same id', async () => {
    await merchant.held('once-more');
    await until(() => received.length === 1);
    expect(merchant.simulator.control.resendWebhooks('once-more')).toBe(1);
    await until(() => received.length === 2);
    expect(received[1]?.id).toBe(received[0]?.id);
  });
});

describe('webhooks over HTTP', () => {
  let server: Server;
  let sender: Merchant;
  afterAll(async () => {
    await sender.simulator.close();
    server.close();
  });

  it('arrive as a POST of the very bytes that were signed', async () => {
    const deliveries: WebhookDelivery[] = [];
    server = createServer((request, response) => {
      let rawBody = '';
      request.on('data', (chunk: Buffer) => (rawBody += chunk.toString('utf8')));
      request.on('end', () => {
        deliveries.push({ headers: request.headers as WebhookDelivery['headers'], rawBody });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    sender = await merchantOf({ webhookUrl, credentials: { webhookSecret: SECRET } });
    await sender.held('posted');
    await until(() => deliveries.length === 1 && sender.simulator.control.webhooks()[0]?.attempts.length === 1);
    expect(deliveries.map((delivery) => read(delivery))).toMatchObject([{ event: 'ORDER_AUTHORIZED', genuine: true }]);
  });
});
