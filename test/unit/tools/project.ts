import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const TOOLS = resolve(__dirname, '../../../tools');
const FAKE = resolve(__dirname, 'fake');
const PARTS = {
  simulator: 'simulator/main.js',
  vault: 'workers/vault.js',
  codec: 'workers/codec-server.js',
  worker: 'workers/worker.js',
  api: 'workers/api.js',
};

/** The description of a running system that `npm start` writes for scripts. */
export interface RunDescription {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly temporalAddress: string;
  readonly simulator?: { readonly url: string };
  readonly pids: Readonly<Record<string, number>>;
}

type Environment = Readonly<Record<string, string>>;

/** A checkout in a temporary folder with the real tools and parts that only listen. */
export interface Project {
  readonly root: string;
  readonly home: string;
  start(env?: Environment): Start;
  /** What the parts noted: `vault begins`, `vault listens`, `vault stops`, … */
  events(): string[];
  /** What the tools write down of a running process. */
  mark(pid: number): { pid: number; identity: string };
  remove(): Promise<void>;
}

/** One run of `tools/start.mjs`. */
interface Start {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
  /** Waits until the system is described as healthy. */
  description(): Promise<RunDescription>;
}

export function createProject(): Project {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-project-'));
  const home = join(root, '.holdfast');
  const eventsFile = join(root, 'events');
  writeProject(root);
  const starts: Start[] = [];
  return {
    root,
    home,
    start(env = {}) {
      const start = runStart(root, home, { FAKE_EVENTS: eventsFile, ...env });
      starts.push(start);
      return start;
    },
    events: () => (existsSync(eventsFile) ? readFileSync(eventsFile, 'utf8').trimEnd().split('\n') : []),
    mark(pid) {
      const script = `import { identityOf } from './tools/processes.mjs'; console.log(identityOf(${pid}))`;
      const identity = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
      return { pid, identity: identity.toString().trim() };
    },
    async remove() {
      for (const start of starts) start.process.kill('SIGTERM');
      await Promise.all(starts.map(({ ended }) => ended));
      rmSync(root, { recursive: true, maxRetries: 20 });
    },
  };
}

function writeProject(root: string): void {
  const write = (path: string, content: unknown): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  cpSync(TOOLS, join(root, 'tools'), { recursive: true, filter: (path) => !path.includes('temporal-cli') });
  cpSync(join(TOOLS, '../.env.example'), join(root, '.env.example'));
  write('package.json', { name: 'fake', version: '1.0.0', scripts: { build: 'node build.js' } });
  write('package-lock.json', { packages: { '': {} } });
  write('node_modules/.package-lock.json', { packages: {} });
  write('tsconfig.json', {});
  write('tsconfig.build.json', { include: ['sources'] });
  write('sources/source.ts', '');
  write('build.js', `require('node:fs').cpSync('sources-of-dist', 'dist', { recursive: true });`);
  for (const [name, path] of Object.entries(PARTS)) {
    const script = `process.env.FAKE_PART = '${name}'; import(${JSON.stringify(join(FAKE, 'part.mjs'))});`;
    write(join('sources-of-dist', path), script);
  }
}

function runStart(root: string, home: string, env: Environment): Start {
  const child = spawn(process.execPath, ['tools/start.mjs'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      TEMPORAL_CLI_PATH: join(FAKE, 'temporal.mjs'),
      HOLDFAST_HOME: home,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const runFile = join(home, 'run.json');
  return {
    process: child,
    ended,
    output: () => output,
    async description() {
      await until(
        () => existsSync(runFile) || child.exitCode !== null,
        () => output,
      );
      if (!existsSync(runFile)) throw new Error(`It did not come up:\n${output}`);
      return JSON.parse(readFileSync(runFile, 'utf8')) as RunDescription;
    },
  };
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, explain: () => string, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`It did not happen in time:\n${explain()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** All that lies in a folder, by name. */
export function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
