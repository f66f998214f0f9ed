import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createProject, filesIn, isAlive, type Project, type RunDescription, until } from './project';

const ORDER = ['temporal', 'simulator', 'vault', 'codec', 'worker', 'api'];

jest.setTimeout(30_000);

describe('npm start', () => {
  let project: Project;
  beforeEach(() => {
    project = createProject();
  });
  afterEach(() => project.remove());

  const living = ({ pids }: RunDescription): string[] =>
    Object.keys(pids).filter((name) => name !== 'supervisor' && isAlive(pids[name] ?? 0));

  it('starts each part when the one before is healthy, describes the system, and stops in reverse order', async () => {
    const start = project.start();
    const description = await start.description();

    expect(project.events()).toEqual(ORDER.flatMap((part) => [`${part} begins`, `${part} listens`]));
    expect(Object.keys(description.pids)).toEqual([...ORDER, 'supervisor']);
    expect(living(description)).toEqual(ORDER);
    expect(description.apiKey).toMatch(/^hf_dev_/);
    // The description is written before the table is printed.
    await until(() => start.output().includes(description.apiKey), start.output);
    expect(statSync(join(project.home, 'run.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(project.home, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(project.home, 'holdfast.env')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(project.home, 'holdfast.env'), 'utf8')).toContain(
      `TEMPORAL_ADDRESS='${description.temporalAddress}'`,
    );

    start.process.kill('SIGINT');
    expect(await start.ended).toBe(0);
    expect(project.events().slice(-ORDER.length)).toEqual([...ORDER].reverse().map((part) => `${part} stops`));
    expect(living(description)).toEqual([]);
    expect(filesIn(project.home)).toEqual(['logs', 'secrets.json']);
  });

  it('closes a home that was open to others', async () => {
    mkdirSync(project.home);
    chmodSync(project.home, 0o755);
    await project.start().description();
    expect(statSync(project.home).mode & 0o777).toBe(0o700);
  });

  it('builds only what has changed, and keeps its secrets', async () => {
    const runs = [];
    for (const source of ['', '', 'changed']) {
      writeFileSync(join(project.root, 'sources', 'source.ts'), source);
      const start = project.start();
      const { apiKey } = await start.description();
      start.process.kill('SIGTERM');
      await start.ended;
      runs.push({ apiKey, built: start.output().includes('✓ build') });
    }
    expect(runs.map(({ built }) => built)).toEqual([true, false, true]);
    expect(new Set(runs.map(({ apiKey }) => apiKey)).size).toBe(1);
  });

  it('starts a killed part again and leaves the others alone', async () => {
    const start = project.start();
    const before = await start.description();
    process.kill(before.pids['worker'] ?? 0, 'SIGKILL');
    await until(() => start.output().includes('worker is back'), start.output);

    const { worker: oldWorker, ...others } = before.pids;
    const { worker: newWorker, ...othersAfter } = (await start.description()).pids;
    expect(start.output()).toContain('worker has ended (killed by SIGKILL)');
    expect(newWorker).not.toBe(oldWorker);
    expect(isAlive(newWorker ?? 0)).toBe(true);
    expect(othersAfter).toEqual(others);
  });

  it('leaves nothing running when it is killed itself', async () => {
    const start = project.start();
    const description = await start.description();
    start.process.kill('SIGKILL');
    await until(
      () => living(description).length === 0,
      () => living(description).join(),
    );
    await until(
      () => !filesIn(project.home).some((file) => ['run.json', 'holdfast.env'].includes(file)),
      () => filesIn(project.home).join(),
    );
  });

  it('runs once in a home, and again after it was killed there', async () => {
    const first = project.start();
    await first.description();
    const second = project.start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain('already running');

    first.process.kill('SIGKILL');
    await first.ended;
    const third = project.start();
    await until(() => third.output().includes('Holdfast is up'), third.output);
    expect(living(await third.description())).toEqual(ORDER);
  });

  it('says why a part did not come up, and stops the others', async () => {
    const start = project.start({ FAKE_BROKEN: 'codec' });
    expect(await start.ended).toBe(1);
    expect(start.output()).toContain('codec did not come up: it ended, exit code 1');
    expect(start.output()).toContain('codec has a reason');
    expect(project.events().slice(-3)).toEqual(['vault stops', 'simulator stops', 'temporal stops']);
    expect(filesIn(project.home)).not.toContain('run.json');
  });

  it('uses a cluster and a gateway that the environment names', async () => {
    const start = project.start({
      TEMPORAL_ADDRESS: 'cluster.example:7233',
      PLURAL_BASE_URL: 'https://gateway.example',
      PLURAL_CLIENT_ID: 'id',
      PLURAL_CLIENT_SECRET: 'secret',
    });
    const description = await start.description();
    expect(description.temporalAddress).toBe('cluster.example:7233');
    expect(description.simulator).toBeUndefined();
    expect(Object.keys(description.pids)).toEqual(['vault', 'codec', 'worker', 'api', 'supervisor']);
    expect(start.output()).toContain('search-attribute create --name OrderState --type Keyword');
    expect(start.output()).toContain('PLURAL_WEBHOOK_SECRET is not set');
  });

  it('refuses a gateway without credentials, and a demanded port that is taken', async () => {
    const gateway = project.start({ PLURAL_BASE_URL: 'https://gateway.example', PLURAL_CLIENT_ID: 'id' });
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toContain('PLURAL_CLIENT_SECRET must be set');

    const { server, port } = await takenPort();
    const demanding = project.start({ HTTP_PORT: String(port) });
    expect(await demanding.ended).toBe(1);
    expect(demanding.output()).toContain(`Port ${port} (HTTP_PORT) is taken`);
    server.close();
  });

  it('never chooses a port that another start has chosen and not yet opened', async () => {
    const { server, port } = await takenPort();
    server.close();
    const claims = join(project.root, `holdfast-ports-${userInfo().uid}`);
    mkdirSync(claims);
    writeFileSync(join(claims, String(port)), JSON.stringify(project.mark(process.pid)));
    const start = project.start({ TMPDIR: project.root, HTTP_PORT: String(port) });
    expect(await start.ended).toBe(1);
    expect(start.output()).toContain(`Port ${port} (HTTP_PORT) is taken`);
  });
});

describe('two at once', () => {
  it('never share a port', async () => {
    const projects = [createProject(), createProject()];
    try {
      const descriptions = await Promise.all(projects.map((project) => project.start().description()));
      const addresses = descriptions.flatMap(({ apiUrl, temporalAddress, simulator }) => [
        apiUrl,
        temporalAddress,
        simulator?.url,
      ]);
      expect(new Set(addresses).size).toBe(6);
    } finally {
      await Promise.all(projects.map((project) => project.remove()));
    }
  });
});

async function takenPort(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}
