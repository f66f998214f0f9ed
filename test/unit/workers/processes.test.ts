import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { listenOn } from '../../../workers/life-cycle';
import { serveWorkerHealth } from '../../../workers/worker-health';

const ROOT = join(__dirname, '../../..');
const HERE = '127.0.0.1';

/** Where nobody listens: a port of this machine that was free a moment ago, and port 1. */
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  TEMPORAL_ADDRESS: `${HERE}:1`,
  TEMPORAL_NAMESPACE: 'default',
  PLURAL_BASE_URL: `http://${HERE}:1`,
  PLURAL_CLIENT_ID: 'client',
  PLURAL_CLIENT_SECRET: 'secret',
  PUBLIC_URL: 'http://localhost:8080',
  CODEC_ALLOWED_ORIGIN: 'http://localhost:8233',
  VAULT_URL: 'unix:/nowhere/vault.sock',
  ENCRYPTION_KEYS: `own:${Buffer.alloc(32, 7).toString('base64')}`,
};

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  lines(): { level: number; msg: string; reason?: string }[];
  /** Waits for a line with this message. */
  saying(msg: string): Promise<void>;
}

function run(name: string, env: Readonly<Record<string, string>>): Process {
  const child = spawn(process.execPath, ['-r', './test/support/typescript.cjs', `workers/${name}.ts`], {
    cwd: ROOT,
    env: { ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (output += text));
  const lines = (): ReturnType<Process['lines']> =>
    output
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { level: number; msg: string });
  return {
    child,
    ended: once(child, 'close').then(([code]) => code as unknown),
    lines,
    async saying(msg) {
      while (!lines().some((line) => line.msg === msg)) await once(child.stdout, 'data');
    },
  };
}

async function takenPort(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, HERE);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('a process', () => {
  it.each([
    ['worker', 'WORKER_HTTP_PORT'],
    ['codec-server', 'CODEC_HTTP_PORT'],
  ])('%s whose port is taken says so in one line and exits with 1', async (name, variable) => {
    const { server, port } = await takenPort();
    const { ended, lines } = run(name, { [variable]: String(port) });
    expect(await ended).toBe(1);
    expect(lines().map(({ msg }) => msg)).toEqual([`${variable}: port ${port} of ${HERE} is taken by another process`]);
    server.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('worker that waits for Temporal goes at %s, with 0', async (signal) => {
    const { child, ended, lines, saying } = run('worker', { WORKER_HTTP_PORT: '0' });
    await saying('Temporal does not answer; waiting for it');
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(lines().at(-1)).toMatchObject({ msg: 'stopping', reason: signal });
  });
});

describe('listening', () => {
  const at = { host: 'holds.example.com', port: 80 };
  const refusing = (code: string) => () => Promise.reject(Object.assign(new Error(), { code, syscall: 'listen' }));

  it.each([
    ['EADDRINUSE', 'HTTP_PORT: port 80 of holds.example.com is taken by another process'],
    ['EACCES', 'HTTP_PORT: this user may not listen on port 80'],
    ['EADDRNOTAVAIL', 'HTTP_HOST: cannot listen on holds.example.com (EADDRNOTAVAIL)'],
    ['ENOTFOUND', 'HTTP_HOST: cannot listen on holds.example.com (ENOTFOUND)'],
  ])('that fails with %s names the variable to change', async (code, message) => {
    await expect(listenOn('HTTP', at, refusing(code))).rejects.toMatchObject({ message });
  });

  it('leaves every other failure, and every success, as it is', async () => {
    const failure = new Error('A codec server needs a token');
    await expect(listenOn('HTTP', at, () => Promise.reject(failure))).rejects.toBe(failure);
    await expect(listenOn('HTTP', at, async () => 'url')).resolves.toBe('url');
  });
});

describe('the health of the worker', () => {
  let state = 'CONNECTING';
  let server: Awaited<ReturnType<typeof serveWorkerHealth>>;
  beforeAll(async () => {
    server = await serveWorkerHealth(() => state, { host: HERE, port: 0 });
  });
  afterAll(() => server.close());

  it.each([
    ['CONNECTING', '/healthz', 200],
    ['CONNECTING', '/readyz', 503],
    ['RUNNING', '/healthz', 200],
    ['RUNNING', '/readyz', 200],
    ['RUNNING', '/readyz?verbose', 200],
    ['DRAINING', '/healthz', 200],
    ['DRAINING', '/readyz', 503],
    ['RUNNING', '/', 404],
    ['RUNNING', '/metrics', 404],
    ['RUNNING', '/healthz/x', 404],
  ])('when %s answers %s with %i', async (is, path, status) => {
    state = is;
    const response = await fetch(`http://${HERE}:${(server.address() as AddressInfo).port}${path}`);
    expect([response.status, await response.json()]).toEqual([
      status,
      status === 404 ? { error: 'not_found' } : { state: is },
    ]);
  });
});
