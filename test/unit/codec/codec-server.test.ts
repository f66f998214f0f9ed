import { inspect } from 'node:util';
import { defaultPayloadConverter } from '@temporalio/common';
import { payloadToJSON } from '@temporalio/common/lib/proto-utils';
import { createEncryptionCodec, parseKeyring } from '../../../clients/temporal/codec';
import { type CodecAudit, type CodecServer, serveCodec } from '../../../clients/http/codec-server';
import { parseTokens } from '../../../clients/http/codec-tokens';
import { createLogger } from '../../../workers/logging';
import { newKey, oldKey } from './keyring';

const allowedOrigin = 'http://localhost:8233';
const token = 'token-of-the-tests-1';
const clear = '4012001037141112';
const codec = createEncryptionCodec(parseKeyring(oldKey));

let audits: CodecAudit[];
let server: CodecServer;
const written: string[] = [];

const serve = (tokens: string, host = '127.0.0.1', by = codec) =>
  serveCodec({
    codec: by,
    host,
    port: 0,
    allowedOrigin,
    tokens: parseTokens(tokens),
    audit: (entry) => audits.push(entry),
    logger: createLogger({ name: 'codec', level: 'debug' }, { write: (line: string) => void written.push(line) }),
    bodyLimitBytes: 10_000,
  });

beforeAll(() => {
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  }
  for (const method of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, method).mockImplementation((...printed) => void written.push(inspect(printed, { depth: 9 })));
  }
});
afterAll(() => jest.restoreAllMocks());
beforeEach(async () => {
  audits = [];
  server = await serve(`ada:${token}`);
});
afterEach(() => server.close());

const jsonOf = (...values: unknown[]) => ({
  payloads: values.map((value) => payloadToJSON(defaultPayloadConverter.toPayload(value))),
});

interface Sent {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

const send = (path: string, { body, headers, method = 'POST' }: Sent = {}) =>
  fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'x-namespace': 'default',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

async function sealedJson(by = codec) {
  return { payloads: (await by.encode([defaultPayloadConverter.toPayload(clear)])).map(payloadToJSON) };
}

describe('the codec server', () => {
  it('gives back what it was given to encode, in the same order and number', async () => {
    const encoded = await (await send('/encode', { body: jsonOf(clear, { nested: [1] }, null) })).json();
    expect(JSON.stringify(encoded)).not.toContain(Buffer.from(clear).toString('base64').slice(0, 16));
    const decoded = await send('/decode', { body: encoded });
    expect(await decoded.json()).toEqual(jsonOf(clear, { nested: [1] }, null));
  });

  it('decodes what a worker with the same keyring has sealed', async () => {
    const answer = await send('/decode', { body: await sealedJson() });
    expect(await answer.json()).toEqual(jsonOf(clear));
  });

  it('answers the allowed origin in its preflight and in its answers', async () => {
    const headers = { origin: allowedOrigin };
    for (const answer of [
      await send('/decode', { method: 'OPTIONS', headers }),
      await send('/decode', { headers, body: jsonOf() }),
    ]) {
      expect(answer.ok).toBe(true);
      expect(answer.headers.get('access-control-allow-origin')).toBe(allowedOrigin);
      expect(answer.headers.get('access-control-allow-headers')).toBe('content-type,x-namespace,authorization');
      expect(answer.headers.get('access-control-allow-methods')).toBe('POST,GET,OPTIONS');
    }
  });

  it.each(['http://localhost:8234', 'https://localhost:8233', 'http://localhost:8233.evil.test', 'null'])(
    'refuses the origin %s',
    async (origin) => {
      for (const method of ['OPTIONS', 'POST']) {
        const answer = await send('/decode', { method, headers: { origin } });
        expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      }
      expect(audits.map(({ outcome, who }) => [outcome, who])).toEqual([['origin_refused', null]]);
    },
  );

  it.each(['', 'Bearer ', `Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, token, `Basic ${token}`])(
    'refuses the authorization %j and decodes nothing',
    async (authorization) => {
      const answer = await send('/decode', { headers: { authorization }, body: await sealedJson() });
      expect([answer.status, await answer.json()]).toEqual([401, { error: 'token_refused' }]);
      expect(audits).toEqual([
        { operation: 'decode', who: null, namespace: 'default', payloads: 0, outcome: 'token_refused' },
      ]);
    },
  );

  it('writes one audit entry a request: who, where, how many, with what outcome', async () => {
    await send('/encode', { body: jsonOf(1, 2) });
    await send('/decode', { body: await sealedJson(), headers: { 'x-namespace': 'payments', origin: allowedOrigin } });
    expect(audits).toEqual([
      { operation: 'encode', who: 'ada', namespace: 'default', payloads: 2, outcome: 'done' },
      { operation: 'decode', who: 'ada', namespace: 'payments', payloads: 1, outcome: 'done' },
    ]);
  });

  it('needs no token on loopback when none is configured, and says so in the audit', async () => {
    await server.close();
    server = await serve('');
    expect((await send('/encode', { headers: { authorization: '' }, body: jsonOf(1) })).status).toBe(200);
    expect(audits[0]?.who).toBe('loopback');
  });

  it.each(['0.0.0.0', '::', '10.0.0.7', 'codec.example', '127.0.0.1.evil.test'])(
    'does not start on %s without a token',
    async (host) => {
      await expect(serve('', host)).rejects.toThrow('needs a token');
    },
  );

  it('takes both names of the loopback for one origin, and no other port or host', async () => {
    const answered = async (origin: string): Promise<string | null> =>
      (await send('/decode', { body: '{}', headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await answered('http://127.0.0.1:8233')).toBe('http://127.0.0.1:8233');
    expect(await answered('http://127.0.0.1:8234')).toBeNull();
    expect(await answered('http://localhost.evil.example:8233')).toBeNull();
  });

  it('takes a body without payloads as an empty list, as the CLI sends it for a query without arguments', async () => {
    const answer = await send('/encode', { body: '{}' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ payloads: [] });
  });

  it.each([
    ['cut off', 400, 'unreadable', `{"payloads":[{"data":"${clear}`],
    ['without a list of payloads', 400, 'unreadable', '{"payloads":{}}'],
    ['of payloads that are none', 400, 'unreadable', JSON.stringify({ payloads: [clear] })],
    ['with data that is no text', 400, 'unreadable', JSON.stringify({ payloads: [{ data: { clear } }] })],
    ['empty', 400, 'unreadable', ''],
    ['over the limit', 413, 'too_large', clear.repeat(1_000)],
  ])('refuses a body that is %s, repeating nothing of it', async (_what, status, outcome, body) => {
    const answer = await send('/decode', { body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: outcome });
    expect(audits.map((entry) => entry.outcome)).toEqual([outcome]);
  });

  it.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded'])(
    'reads a body that claims to be %s',
    async (type) => {
      const answer = await send('/encode', { headers: { 'content-type': type }, body: jsonOf(1) });
      expect([answer.status, audits[0]?.payloads]).toEqual([200, 1]);
    },
  );

  it('refuses too large a body whose length nobody announced', async () => {
    const chunks = Array.from({ length: 20 }, () => Buffer.from(clear.repeat(100)));
    const sent = { headers: { authorization: `Bearer ${token}` }, body: ReadableStream.from(chunks), duplex: 'half' };
    const answer = await fetch(`${server.url}/decode`, { method: 'POST', ...sent } as RequestInit);
    expect([answer.status, await answer.json()]).toEqual([413, { error: 'too_large' }]);
    expect(audits).toMatchObject([{ who: 'ada', payloads: 0, outcome: 'too_large' }]);
  });

  it('tells nobody but its log when it fails itself, and the log what and where alone', async () => {
    await server.close();
    server = await serve(`ada:${token}`, '127.0.0.1', {
      encode: () => Promise.reject(new TypeError(clear)),
      decode: () => Promise.reject(new TypeError(clear)),
    });
    const answer = await send('/decode', { body: jsonOf(clear) });
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'failed' }]);
    expect(audits).toMatchObject([{ who: 'ada', payloads: 1, outcome: 'failed' }]);
    expect(written.join('')).toContain('"type":"TypeError"');
  });

  it.each(['/encode', '/nowhere', '/%zz'])('lets nobody keep, frame or sniff what %s answers', async (path) => {
    const { headers } = await send(path, { body: '{}' });
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json\b/) as string,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
  });

  it('names the key it does not have', async () => {
    const answer = await send('/decode', { body: await sealedJson(createEncryptionCodec(parseKeyring(newKey))) });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toEqual({ error: 'not_decrypted', message: 'Encryption key 2026 is unknown here' });
    expect(audits[0]?.outcome).toBe('not_decrypted');
  });

  it('is healthy without a token and knows no other route', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect((await send('/download')).status).toBe(404);
    expect((await send('/decode', { method: 'GET' })).status).toBe(404);
    const unreadable = await send(`/${clear}%zz`);
    expect([unreadable.status, await unreadable.json()]).toEqual([404, { error: 'not_found' }]);
    expect(audits).toEqual([]);
  });

  it('has shown no payload and no token, neither in the audit nor on its output, in all of these tests', async () => {
    await send('/encode', { body: jsonOf(clear) });
    await send('/decode', { body: await sealedJson() });
    await send('/decode', { body: `{"payloads":"${clear}"}` });
    expect(audits).toHaveLength(3);
    const base64 = Buffer.from(JSON.stringify(clear)).toString('base64');
    for (const secret of [clear, base64, token])
      expect(JSON.stringify(audits) + written.join('')).not.toContain(secret);
  });
});

describe('codec tokens', () => {
  it.each([
    ['a token without a name', token, '1'],
    ['a token that is too short to be a secret', 'ada:short', '1'],
    ['a bad one beside a good one', `ada:${token},bob`, '2'],
  ])('are refused when there is %s, naming the position and no value', (_what, text, position) => {
    expect(() => parseTokens(text)).toThrow(
      new Error(`Codec token ${position} is not of the form name:token with 16 characters`),
    );
  });
});
