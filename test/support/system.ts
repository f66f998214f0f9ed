import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './eventually';

const ROOT = path.resolve(__dirname, '../..');

/** `run.json` of a running system, as `npm start` writes it. */
export interface Run {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly supportKey: string;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly webUiUrl: string;
  readonly codecUrl: string;
  readonly simulator: { readonly url: string };
  readonly pids: Readonly<
    Record<'temporal' | 'simulator' | 'vault' | 'codec' | 'worker' | 'api' | 'supervisor', number>
  >;
}

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  readonly ms: number;
}

/** What `npm start` runs, in a home of its own. */
export interface System {
  readonly home: string;
  /** As it stands now: a part that was started again has another process. */
  run(): Run;
  /** A request to the API, with the key of the shop. */
  call<T = Record<string, unknown>>(method: string, route: string, body?: unknown): Promise<Reply<T>>;
  /** The same with that of support. */
  support<T = Record<string, unknown>>(method: string, route: string, body?: unknown): Promise<Reply<T>>;
  /** A request to the simulator's control. */
  control<T = unknown>(method: string, route: string, body?: unknown): Promise<T>;
  /** Everything the supervisor said. */
  said(): string;
  /** Kills a part as nobody can catch it, and waits until it has been started again. */
  kill(part: keyof Run['pids']): Promise<void>;
  /** Ctrl-C, and waits until all of it has gone. */
  stop(): Promise<number | null>;
  /** Stops it where it still runs, and removes its home. */
  remove(): Promise<void>;
}

export async function startSystem(environment: Record<string, string> = {}, home?: string): Promise<System> {
  const folder = home ?? (await mkdtemp(path.join(tmpdir(), 'holdfast-')));
  const file = path.join(folder, 'run.json');
  const supervisor = spawn(process.execPath, [path.join(ROOT, 'tools/start.mjs')], {
    cwd: ROOT,
    env: { ...process.env, ...environment, HOLDFAST_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  supervisor.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  supervisor.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually(
    () => {
      if (supervisor.exitCode !== null) throw new Error(`npm start ended:\n${said}`);
      return existsSync(file);
    },
    Boolean,
    120_000,
  );
  return systemOf(supervisor, folder, () => said);
}

function systemOf(supervisor: ChildProcess, home: string, said: () => string): System {
  const run = (): Run => JSON.parse(readFileSync(path.join(home, 'run.json'), 'utf8')) as Run;
  const stop = async (): Promise<number | null> => {
    if (supervisor.exitCode !== null || supervisor.signalCode !== null) return supervisor.exitCode;
    supervisor.kill('SIGINT');
    await once(supervisor, 'exit');
    return supervisor.exitCode;
  };
  return {
    home,
    run,
    said,
    stop,
    call: (method, route, body) =>
      request(method, `${run().apiUrl}${route}`, body, { authorization: `Bearer ${run().apiKey}` }),
    support: (method, route, body) =>
      request(method, `${run().apiUrl}${route}`, body, { authorization: `Bearer ${run().supportKey}` }),
    control: async <T>(method: string, route: string, body?: unknown) =>
      (await request<T>(method, `${run().simulator.url}${route}`, body)).body,
    async kill(part) {
      const pid = run().pids[part];
      process.kill(pid, 'SIGKILL');
      await eventually(
        () => run().pids[part],
        (now) => now !== pid,
        60_000,
      );
    },
    async remove() {
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function request<T>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply<T>> {
  const startedAt = performance.now();
  const reply = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, body: (text ? JSON.parse(text) : null) as T, ms: performance.now() - startedAt };
}
