import { inspect } from 'node:util';
import { type CallRecord, type PluralGateway, reduceOrder } from '../../../activities/gateway';
import { Secret } from '../../../activities/vault/secret';
import {
  CARD,
  INR,
  ORDER_ID,
  type Reply,
  closeServers,
  closedUrl,
  fixture,
  gatewayAt,
  startGateway,
  startRaw,
} from './gateway-server';

afterEach(closeServers);

const OTP = '90817263';
const CANARIES = [CARD.number, `"${CARD.cvv}"`, OTP, 'canary-client-secret', 'canary-access-token', 'canary words'];

/** Each call that carries a secret. */
const CALLS: Record<string, (gateway: PluralGateway) => Promise<unknown>> = {
  createPayment: (gateway) =>
    gateway.createPayment({ gatewayOrderId: ORDER_ID, reference: 'p1', amount: INR(1100), card: new Secret(CARD) }),
  getCardDetails: (gateway) => gateway.getCardDetails({ card: new Secret(CARD), amount: INR(1100) }),
  submitOtp: (gateway) => gateway.submitOtp('p1', new Secret(OTP)),
};

/** All that could come out of an error: what it prints, holds, links to and serialises. */
function everythingOf(error: unknown): string {
  expect(error).toBeInstanceOf(Error);
  const { message, stack } = error as Error;
  return [message, stack, JSON.stringify(error), inspect(error, { depth: 10, showHidden: true, getters: true })].join(
    '\n',
  );
}

async function troubles(): Promise<Record<string, string>> {
  const echo = async (reply: (body: string) => Reply): Promise<string> =>
    (await startGateway(({ body }) => reply(body))).url;
  return {
    'a connection that is refused': await closedUrl(),
    'a connection that is lost': (await startRaw((socket) => socket.resetAndDestroy())).url,
    'an error that repeats the request': await echo((body) => ({
      status: 422,
      json: { code: body, message: `canary words ${body}`, next: [body] },
    })),
    'an error whose code is the card number': await echo(() => ({
      status: 422,
      json: { code: CARD.number, error: CARD.number },
    })),
    'an answer that repeats the request': await echo((body) => ({ text: body })),
    'a failure of the server': await echo((body) => ({ status: 500, text: `<pre>canary words ${body}</pre>` })),
    'a token that is refused': await echo(() => ({ status: 401, json: { message: 'canary words' } })),
  };
}

describe('secrets', () => {
  it('are in no error and in no record of a call', async () => {
    const records: CallRecord[] = [];
    for (const [trouble, url] of Object.entries(await troubles())) {
      const gateway = gatewayAt(url, { onCall: (record) => records.push(record) });
      for (const [name, call] of Object.entries(CALLS)) {
        const text = await call(gateway).then(() => expect(`${name}, ${trouble}`).toBe('an error'), everythingOf);
        for (const canary of CANARIES)
          expect({ trouble, name, leaks: text?.includes(canary) }).toEqual({ trouble, name, leaks: false });
      }
      for (const canary of CANARIES) expect(inspect(gateway, { depth: 10, showHidden: true })).not.toContain(canary);
    }
    for (const canary of CANARIES) expect(JSON.stringify(records)).not.toContain(canary);
    expect(records.length).toBeGreaterThan(20);
  });

  it('and personal data are in no snapshot', () => {
    const text = JSON.stringify(
      reduceOrder(fixture('s3-cancel-answered-created'), {
        observedAt: '2026-01-01T00:00:00.000Z',
        source: 'answer',
        ownLink: (link) => ({ url: link }),
      }),
    );
    const personal = [
      'Kevin',
      'Bob',
      '@',
      '9876543210',
      'Downing',
      'KGEPS1880J',
      'ABCDE',
      '1999-04-14',
      'Transaction declined',
      '1091',
    ];
    for (const word of personal) expect(text).not.toContain(word);
  });
});

describe('the record of a call', () => {
  it('tells each HTTP attempt with its request id and outcome', async () => {
    const records: CallRecord[] = [];
    let calls = 0;
    const server = await startGateway(() =>
      ++calls === 1 ? { status: 401, json: { code: 'UNAUTHORIZED' } } : { json: fixture('s1-capture') },
    );
    await gatewayAt(server.url, { onCall: (record) => records.push(record) }).getOrder(ORDER_ID);
    expect(records).toEqual([
      {
        operation: 'token',
        outcome: 'done',
        httpStatus: 200,
        requestId: server.logins[0]?.headers['request-id'],
        durationMs: expect.any(Number),
      },
      {
        operation: 'getOrder',
        outcome: 'notSent',
        code: 'UNAUTHORIZED',
        httpStatus: 401,
        requestId: server.seen[0]?.headers['request-id'],
        durationMs: expect.any(Number),
      },
      {
        operation: 'token',
        outcome: 'done',
        httpStatus: 200,
        requestId: server.logins[1]?.headers['request-id'],
        durationMs: expect.any(Number),
      },
      {
        operation: 'getOrder',
        outcome: 'done',
        httpStatus: 200,
        requestId: server.seen[1]?.headers['request-id'],
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('never changes the outcome, even if it cannot be written', async () => {
    const server = await startGateway(() => ({ json: fixture('s1-capture') }));
    const onCall = (): never => {
      throw new Error('disk full');
    };
    await expect(gatewayAt(server.url, { onCall }).getOrder(ORDER_ID)).resolves.toMatchObject({ status: 'captured' });
  });
});
