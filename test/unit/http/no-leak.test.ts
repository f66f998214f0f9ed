import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { VaultUnavailable } from '../../../activities/vault';
import { createLogger } from '../../../workers/logging';
import { NotAllowed } from '../../../clients/order-errors';
import { bearer, buildEdge, CARD, closeEdges, KEYS, ORDER } from './edge-fixture';
import type { Edge } from './edge-fixture';

const CVV = '9075';
const OTP = '77310246';
const AMEX = { ...CARD, number: '378282246310005', cvv: CVV };
const SECRETS = [AMEX.number, '3782 822463 10005', CVV, OTP, KEYS.all, KEYS.cards];

/** As a word of its own: four digits of a CVV also happen to stand inside ids and times. */
const secretsIn = (text: string): string[] =>
  SECRETS.filter((secret) => new RegExp(`(?<![\\w-])${secret}(?![\\w-])`).test(text));

/** Requests of every kind that carry secrets, well-formed and not, where they belong and where they do not. */
const CALLS: readonly (readonly [string, string | object, Record<string, string>?])[] = [
  ['/v1/cards', AMEX],
  ['/v1/cards', { ...AMEX, number: '3782 822463 10005' }],
  ['/v1/cards', { ...AMEX, expiryYear: '2020' }],
  ['/v1/cards', { ...AMEX, [AMEX.number]: CVV, cvv: Number(CVV) }],
  ['/v1/cards', { card: AMEX }],
  ['/v1/cards', JSON.stringify(AMEX).slice(0, -1), { 'content-type': 'application/json' }],
  ['/v1/cards', `${AMEX.number} ${CVV}`, { 'content-type': 'application/json' }],
  ['/v1/cards', `number=${AMEX.number}&cvv=${CVV}`, { 'content-type': 'application/x-www-form-urlencoded' }],
  [`/v1/cards?number=${AMEX.number}&cvv=${CVV}&otp=${OTP}`, AMEX],
  [`/v1/no-such-route/${AMEX.number}`, AMEX],
  ['/v1/orders', { ...ORDER, card: AMEX }],
  ['/v1/orders', { ...ORDER, checkout: AMEX.number, [OTP]: OTP }],
  ['/v1/orders/ORD-1/otp', { otp: OTP }],
  ['/v1/orders/ORD-1/otp', { otp: Number(OTP) }],
  ['/v1/orders/ORD-1/otp', { otp: `${OTP}9` }],
  ['/v1/orders/ORD-1/otp', `{"otp":${OTP}`, { 'content-type': 'application/json' }],
  ['/v1/orders/ORD-1/payments', { cardRef: 'card_1', ...AMEX }],
  ['/v1/callbacks/plural', AMEX],
  ['/v1/webhooks/plural', AMEX],
];

async function sendAll({ app }: Edge): Promise<string> {
  const answers: string[] = [];
  for (const [url, payload, headers] of CALLS) {
    for (const key of [KEYS.all, KEYS.cards, `${KEYS.all}x`]) {
      const response = await app.inject({ method: 'POST', url, payload, headers: { ...bearer(key), ...headers } });
      answers.push(JSON.stringify(response.headers), response.body);
    }
  }
  return answers.join('\n');
}

/** Errors as libraries make them: their texts quote what they got. */
const quoting = () => Promise.reject(new SyntaxError(`Unexpected token: ${JSON.stringify(AMEX)} ${OTP}`));

describe('cards, OTPs and keys', () => {
  it('are found by the search for them, wherever they stand', () => {
    expect(
      secretsIn(JSON.stringify([AMEX, `otp=${OTP}&x`, `Bearer ${KEYS.all}`, KEYS.cards, '3782 822463 10005'])),
    ).toEqual(expect.arrayContaining(SECRETS));
  });

  afterEach(closeEdges);

  const edges: readonly (readonly [string, () => Promise<Edge>])[] = [
    ['all goes well', () => buildEdge()],
    [
      'the order says no',
      () => buildEdge({ submitOtp: () => Promise.reject(new NotAllowed('No OTP is awaited', 'noOtp')) }),
    ],
    [
      'the vault is away',
      () => {
        const down = () => Promise.reject(new VaultUnavailable('no answer in time'));
        return buildEdge({}, { vault: { put: down, claim: down, discard: down } });
      },
    ],
    [
      'everything fails with texts that quote',
      () =>
        buildEdge(
          { place: quoting, submitOtp: quoting, pay: quoting },
          { vault: { put: quoting, claim: quoting, discard: quoting } },
        ),
    ],
  ];

  it.each(edges)('occur in no answer and no log line when %s', async (_when, build) => {
    const edge = await build();
    const answered = await sendAll(edge);
    const logged = edge.logged();
    expect(logged.split('\n').length).toBeGreaterThan(CALLS.length);
    expect(secretsIn(answered)).toEqual([]);
    expect(secretsIn(logged)).toEqual([]);
  });

  it('are struck out even when somebody logs them', () => {
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => done(void lines.push(chunk.toString())) });
    const log = createLogger({ name: 'edge', level: 'info' }, sink);
    log.info({
      number: AMEX.number,
      card: AMEX,
      request: { body: AMEX, headers: { authorization: `Bearer ${KEYS.all}` } },
    });
    log.error({ err: Object.assign(new Error(`bad ${AMEX.number}`), { config: { data: AMEX } }) }, 'failed');
    expect(secretsIn(lines.join(''))).toEqual([]);
    expect(lines.join('')).toContain('no-leak.test.ts');
  });

  it('that come as no HTTP at all are answered and logged without them', async () => {
    const { app, logged } = await buildEdge();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const answer = await sendRaw(port, `POST /v1/cards HTTP/1.1\r\nContent-Length: ${AMEX.number}x\r\n\r\n${CVV}`);
    expect(answer).toContain('400');
    expect(secretsIn(answer + logged())).toEqual([]);
  });
});

async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}
