import type { CallRecord, PluralGateway } from '../../../activities/gateway';
import { CAPTURE, ORDER_ID, closeServers, failureOf, gatewayAt, startGateway } from './gateway-server';

afterEach(closeServers);

const NOW = Date.UTC(2027, 0, 15, 10);
const DAY_S = 86_400;
const http = (offsetS: number): string => new Date(NOW + offsetS * 1_000).toUTCString();

type Call = (gateway: PluralGateway) => Promise<unknown>;
const capture: Call = (gateway) => gateway.capture(CAPTURE);
const getOrder: Call = (gateway) => gateway.getOrder(ORDER_ID);

/** What became of a call that is turned away with this header, and what its log line says of the header. */
async function turnedAway(retryAfter: string | undefined, { call = capture, status = 429 } = {}) {
  const records: CallRecord[] = [];
  const headers = retryAfter === undefined ? undefined : { 'retry-after': retryAfter };
  const server = await startGateway(() => ({ status, json: { code: 'API_RATE_LIMIT' }, ...(headers && { headers }) }));
  const onCall = (record: CallRecord): void => void records.push(record);
  const { retryAfterMs } = await failureOf(call(gatewayAt(server.url, { clock: () => NOW, onCall })));
  return { retryAfterMs, isNoted: records.at(-1)?.retryAfterIgnored ?? false };
}

describe('a Retry-After', () => {
  it.each<[string, string, number]>([
    ['seconds', '7', 7_000],
    ['seconds with a zero before them', '007', 7_000],
    ['no wait', '0', 0],
    ['a whole day', String(DAY_S), DAY_S * 1_000],
    ['a date to come', http(90), 90_000],
    ['a date that is now', http(0), 0],
    ['a date a day off', http(DAY_S), DAY_S * 1_000],
    ['a date as it was written long ago', 'Friday, 15-Jan-27 10:00:30 GMT', 30_000],
    ['a date as it was written before that', 'Fri Jan 15 10:00:30 2027', 30_000],
  ])('of %s (%s) is obeyed: %s, %i ms', async (_, retryAfter, retryAfterMs) => {
    expect(await turnedAway(retryAfter)).toEqual({ retryAfterMs, isNoted: false });
  });

  it.each([
    ['a date that is past', http(-1)],
    ['a date of years ago', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ['less than nothing', '-5'],
    ['a fraction', '1.5'],
    ['a power', '1e3'],
    ['more than a day', String(DAY_S + 1)],
    ['more seconds than there are', '9'.repeat(400)],
    ['a date more than a day off', http(DAY_S + 1)],
    ['a date without a day', '2027-01-15T10:00:30Z'],
    ['a date that there is not', 'Fri, 15 Foo 2027 10:00:30 GMT'],
    ['words', 'soon'],
    ['a unit', '7s'],
    ['two of them', '7, 9'],
    ['nothing', ''],
  ])('of %s (%s) is ignored, and the log line of the call says so', async (_, retryAfter) => {
    expect(await turnedAway(retryAfter)).toEqual({ retryAfterMs: undefined, isNoted: true });
  });

  it('that was not sent is not missed', async () => {
    expect(await turnedAway(undefined)).toEqual({ retryAfterMs: undefined, isNoted: false });
  });

  it.each([429, 503])('on a question answered with %i is read alike', async (status) => {
    expect(await turnedAway('7', { call: getOrder, status })).toEqual({ retryAfterMs: 7_000, isNoted: false });
    expect(await turnedAway('-7', { call: getOrder, status })).toEqual({ retryAfterMs: undefined, isNoted: true });
  });
});
