import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { inspect } from 'node:util';
import { createMemoryVault, openVault, Secret, serveVault, VaultUnavailable } from '../../../activities/vault';
import type { VaultServer } from '../../../activities/vault';

const card = { number: '4012001037141112', expiryMonth: '12', expiryYear: '2031', cvv: '065', name: 'Ada ☂' };
const start = Date.parse('2026-01-01T00:00:00.000Z');

let folder: string;
let path: string;
let clock: { now: number };
const running: (VaultServer | Server)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
  path = join(folder, 'vault.sock');
  clock = { now: start };
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
  await rm(folder, { recursive: true });
});

const memory = (maxEntries = 10) =>
  createMemoryVault({ ttlMs: { card: 60_000, otp: 10_000 }, maxEntries, clock: () => clock.now });

async function serve(vault = memory()): Promise<VaultServer> {
  const server = await serveVault(vault, path);
  running.push(server);
  return server;
}

const client = (timeoutMs = 2_000) => openVault(`unix:${path}`, { timeoutMs });

/** A peer that answers whatever it is told to: what a vault must never be, and a client must survive. */
async function serveBadly(respond: Parameters<typeof createServer>[1]): Promise<void> {
  const server = createServer(respond);
  server.listen(path);
  await once(server, 'listening');
  running.push(server);
}

async function failureOf(call: Promise<unknown>): Promise<Error> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(VaultUnavailable);
  return error as Error;
}

describe('the vault over its socket', () => {
  it('keeps a card for its one owner, for any number of clients', async () => {
    await serve();
    const { ref, expiresAt } = await client().put('card', new Secret(card));
    expect(expiresAt).toBe('2026-01-01T00:01:00.000Z');
    expect(await client().claim(ref, 'order-1')).toBe('claimed');
    expect(await client().claim(ref, 'order-2')).toBe('taken');
    expect((await client().read('card', ref))?.expose()).toEqual(card);
    expect((await client().read('card', ref))?.expose()).toEqual(card);
  });

  it('keeps the leading zeros of an OTP', async () => {
    await serve();
    const { ref } = await client().put('otp', new Secret('0042'));
    expect((await client().read('otp', ref))?.expose()).toBe('0042');
  });

  it('reads nothing once discarded', async () => {
    await serve();
    const { ref } = await client().put('otp', new Secret('0042'));
    await client().claim(ref, 'order-1');
    await client().discard(ref);
    expect(await client().read('otp', ref)).toBeUndefined();
    expect(await client().claim(ref, 'order-1')).toBe('claimed');
  });

  it('reads nothing once expired', async () => {
    await serve();
    const { ref } = await client().put('otp', new Secret('0042'));
    clock.now += 10_000;
    expect(await client().read('otp', ref)).toBeUndefined();
    expect(await client().claim(ref, 'order-1')).toBe('unknown');
  });

  it('may be opened by its own user only, whatever the umask', async () => {
    const previous = process.umask(0);
    try {
      await serve();
    } finally {
      process.umask(previous);
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('removes its socket when it is closed', async () => {
    await (await serve()).close();
    running.length = 0;
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  it('refuses to start where another vault lives, and leaves that one alone', async () => {
    await serve();
    await expect(serveVault(memory(), path)).rejects.toThrow('Another vault already listens');
    expect(await client().claim('otp_AAAAAAAAAAAAAAAAAAAAAA' as never, 'order-1')).toBe('unknown');
  });

  it('replaces the socket of a killed process', async () => {
    const child = fork('-e', [], {
      execArgv: ['-e', `require('net').createServer().listen(${JSON.stringify(path)}, () => process.send('up'))`, '--'],
    });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await stat(path)).isSocket()).toBe(true);
    await serve();
    expect((await client().put('otp', new Secret('0042'))).ref).toMatch(/^otp_/);
  });

  it('never removes what is no socket', async () => {
    await writeFile(path, 'precious');
    await expect(serveVault(memory(), path)).rejects.toThrow('is no socket');
    expect((await stat(path)).isFile()).toBe(true);
  });

  it('is found again by the same client after a restart, with its memory empty', async () => {
    const vault = client();
    const first = await serve();
    const { ref } = await vault.put('otp', new Secret('0042'));
    await first.close();
    running.length = 0;
    await failureOf(vault.read('otp', ref));
    await serve();
    expect(await vault.claim(ref, 'order-1')).toBe('unknown');
  });
});

describe('a vault that cannot serve', () => {
  const put = (timeoutMs?: number) => client(timeoutMs).put('card', new Secret(card));

  it.each<[string, () => Promise<unknown>, string]>([
    ['is not there', () => Promise.resolve(), 'ENOENT'],
    ['is full', () => serve(memory(0)), 'The vault is full'],
    ['never answers', () => serveBadly(() => undefined), 'no answer in time'],
    [
      'breaks off its answer',
      () => serveBadly((_, response) => response.writeHead(200).write('{', () => response.destroy())),
      'ECONNRESET',
    ],
    [
      'answers something else',
      () => serveBadly((_, response) => response.end(`card ${card.number}`)),
      'unreadable answer',
    ],
    ['answers without end', () => serveBadly((_, response) => response.end('x'.repeat(100_000))), 'unreadable answer'],
  ])('is VaultUnavailable without a secret when it %s', async (_how, arrange, reason) => {
    await arrange();
    const error = await failureOf(put(300));
    expect(error.message).toContain(reason);
    expect(error.cause).toBeUndefined();
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toMatch(/4012001037141112|065/);
  });

  it('is VaultUnavailable when the socket belongs to another user', async () => {
    await serve();
    await chmod(path, 0o000);
    // Root may open everything: there the claim cannot be shown.
    if (process.getuid?.() === 0) await chmod(path, 0o600);
    else expect((await failureOf(put())).message).toContain('EACCES');
  });
});

describe('what the vault is sent', () => {
  async function post(operation: string, body: string): Promise<{ status: number | undefined; text: string }> {
    const request = httpRequest({ socketPath: path, path: `/${operation}`, method: 'POST', agent: false });
    request.end(body);
    const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer> & { statusCode?: number }];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return { status: response.statusCode, text: Buffer.concat(chunks).toString() };
  }

  it.each([
    ['cut off', 'put', `{"kind":"card","value":{"number":"${card.number}`],
    ['of an unknown kind', 'put', `{"kind":"pin","value":"${card.number}"}`],
    ['with a field too many', 'put', `{"kind":"card","value":${JSON.stringify({ ...card, track2: card.number })}}`],
    ['without an owner', 'claim', '{"ref":"otp_AAAAAAAAAAAAAAAAAAAAAA","owner":""}'],
    ['over the limit', 'put', `{"kind":"otp","value":"${card.number.repeat(1_000)}"}`],
    ['for an inherited name', 'constructor', '{}'],
  ])('is refused when it is %s, and nothing of it is repeated', async (_what, operation, body) => {
    await serve();
    const { status, text } = await post(operation, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain(card.number);
  });
});

describe('the URL of a vault', () => {
  it.each(['', 'redis://:hunter2@cache:6379', 'unix:', 'unix:relative.sock', '/bare/path'])(
    'refuses %j, naming what is supported',
    (url) => {
      const open = () => openVault(url);
      expect(open).toThrow('unix:/absolute/path');
      expect(open).not.toThrow('hunter2');
    },
  );
});
