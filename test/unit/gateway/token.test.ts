import { CAPTURE, ORDER_ID, closeServers, fixture, gatewayAt, startGateway } from './gateway-server';

afterEach(closeServers);

const START_MS = Date.parse('2026-01-02T03:00:00Z');
const MINUTE_MS = 60_000;
const captured = { json: fixture('s1-capture') };
const isoAt = (ms: number) => new Date(ms).toISOString();

describe('the access token', () => {
  it('is fetched once for 20 calls at the same time', async () => {
    const server = await startGateway(() => captured);
    const gateway = gatewayAt(server.url);
    await Promise.all(Array.from({ length: 20 }, () => gateway.getOrder(ORDER_ID)));
    expect(server.logins).toHaveLength(1);
    expect(server.seen).toHaveLength(20);
  });

  it.each<[string, object, number]>([
    ['expires_in', { expires_in: 3600 }, 59 * MINUTE_MS],
    ['expires_in as a string', { expires_in: '3600' }, 59 * MINUTE_MS],
    ['expires_at', { expires_at: isoAt(START_MS + 20 * MINUTE_MS) }, 19 * MINUTE_MS],
    [
      'expires_at before expires_in',
      { expires_at: isoAt(START_MS + 20 * MINUTE_MS), expires_in: 3600 },
      19 * MINUTE_MS,
    ],
    [
      'expires_in, if expires_at has passed already',
      { expires_at: isoAt(START_MS - 1), expires_in: 600 },
      9 * MINUTE_MS,
    ],
    ['50 minutes, if nothing is said', {}, 49 * MINUTE_MS],
    ['half of a life too short for a minute', { expires_in: 60 }, 30_000],
  ])('lives as long as the gateway says, less a minute: %s', async (_, life, livesMs) => {
    let now = START_MS;
    const server = await startGateway(
      () => captured,
      () => ({ json: { access_token: 'token', ...life } }),
    );
    const gateway = gatewayAt(server.url, { clock: () => now });
    const loginsAfter = async (atMs: number): Promise<number> => {
      now = atMs;
      await gateway.getOrder(ORDER_ID);
      return server.logins.length;
    };
    expect(await loginsAfter(START_MS)).toBe(1);
    expect(await loginsAfter(START_MS + livesMs - 1)).toBe(1);
    expect(await loginsAfter(START_MS + livesMs)).toBe(2);
  });

  it('is replaced once on 401, and the call repeated once with it', async () => {
    let issued = 0;
    const server = await startGateway(
      ({ headers }) =>
        headers.authorization === 'Bearer token-2' ? captured : { status: 401, json: { code: 'UNAUTHORIZED' } },
      () => ({ json: { access_token: `token-${++issued}`, expires_in: 3600 } }),
    );
    const gateway = gatewayAt(server.url);
    const calls = Array.from({ length: 5 }, () => gateway.capture(CAPTURE));
    await expect(Promise.all(calls)).resolves.toHaveLength(5);
    expect(server.logins).toHaveLength(2);
    expect(server.seen).toHaveLength(10);
    expect(new Set(server.seen.map(({ headers }) => headers['request-id'])).size).toBe(10);
  });

  it('that is refused again leaves the request provably undone', async () => {
    const server = await startGateway(() => ({ status: 401, json: { code: 'UNAUTHORIZED' } }));
    await expect(gatewayAt(server.url).capture(CAPTURE)).rejects.toMatchObject({
      fields: { operation: 'capture', outcome: 'notSent', code: 'UNAUTHORIZED', httpStatus: 401 },
    });
    expect(server.logins).toHaveLength(2);
    expect(server.seen).toHaveLength(2);
  });

  it.each<[number, object, string]>([
    [401, { status: 401, type: 'about:blank', message: 'no', traceId: 'x' }, 'UNAUTHORIZED'],
    [401, { error: 'invalid_client', error_description: 'no' }, 'INVALID_CLIENT'],
    [503, {}, 'server-error'],
    [200, { access_token: '' }, 'unreadable-answer'],
    [200, { access_token: 'two\r\nlines' }, 'unreadable-answer'],
  ])('that cannot be had leaves the request unsent: %i %j', async (status, json, code) => {
    const server = await startGateway(
      () => captured,
      () => ({ status, json }),
    );
    const gateway = gatewayAt(server.url);
    const unsent = { fields: { operation: 'capture', outcome: 'notSent', code, httpStatus: status } };
    await expect(gateway.capture(CAPTURE)).rejects.toMatchObject(
      status === 200 ? { fields: { outcome: 'notSent', code } } : unsent,
    );
    expect(server.seen).toEqual([]);
    // A failed login is not remembered.
    await expect(gateway.capture(CAPTURE)).rejects.toBeDefined();
    expect(server.logins).toHaveLength(2);
  });

  it('is waited for only as long as the caller wants, while others go on waiting', async () => {
    const caller = new AbortController();
    let issue = (): void => undefined;
    const issued = new Promise<void>((resolve) => (issue = resolve));
    const server = await startGateway(
      () => captured,
      async () => {
        caller.abort();
        await issued;
        return { json: { access_token: 'token' } };
      },
    );
    const gateway = gatewayAt(server.url);
    const impatient = gateway.capture(CAPTURE, { signal: caller.signal });
    const patient = gateway.getOrder(ORDER_ID);
    await expect(impatient).rejects.toMatchObject({ fields: { outcome: 'notSent', code: 'aborted-unsent' } });
    issue();
    await expect(patient).resolves.toMatchObject({ gatewayOrderId: ORDER_ID });
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
  });
});
