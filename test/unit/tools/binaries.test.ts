import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

jest.setTimeout(30_000);

const BINARIES = resolve(__dirname, '../../../tools/binaries.mjs');
const NOWHERE = 'http://127.0.0.1:65534';

interface Answer {
  readonly code: number | null;
  readonly path: string;
  readonly messages: string;
}

describe('the chain to the Temporal CLI', () => {
  let folder: string;
  let cached: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-binaries-'));
    cached = join(folder, 'cache/holdfast/temporal-cli/1.8.2/temporal');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const program = (path: string, script: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  };
  const cli = (path: string, version = '1.8.2'): string =>
    program(path, `echo "temporal version ${version} (Server …)"`);
  // Makes what go would build: go build -ldflags FLAGS -o TARGET PACKAGE.
  const go = (): string =>
    program('bin/go', `printf '#!/bin/sh\\necho temporal version 1.8.2\\n' > "$5"; /bin/chmod 755 "$5"`);

  async function ask(env: Readonly<Record<string, string>> = {}, tool = 'temporal'): Promise<Answer> {
    const child = spawn(process.execPath, [BINARIES, tool], {
      env: {
        PATH: join(folder, 'bin'),
        XDG_CACHE_HOME: join(folder, 'cache'),
        HOLDFAST_DOWNLOAD_URL: NOWHERE,
        ...env,
      },
    });
    let [path, messages] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (path += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, path: path.trim(), messages };
  }

  it('takes the path in the environment before all others', async () => {
    const named = cli('elsewhere/my-temporal');
    cli('bin/temporal');
    expect(await ask({ TEMPORAL_CLI_PATH: named })).toMatchObject({ code: 0, path: named });
  });

  it.each([
    ['does not exist', () => '/nowhere/temporal'],
    ['is another program', () => program('other', 'echo hello')],
    ['is too old', () => cli('old', '1.4.0')],
  ])('refuses a path in the environment that %s, although there are others', async (_, named) => {
    cli('bin/temporal');
    const answer = await ask({ TEMPORAL_CLI_PATH: named() });
    expect(answer).toMatchObject({ code: 1, path: '' });
    expect(answer.messages).toContain('TEMPORAL_CLI_PATH names');
  });

  it('takes PATH before the cache, unless what is there is too old', async () => {
    const onPath = cli('bin/temporal');
    cli('cache/holdfast/temporal-cli/1.8.2/temporal');
    expect((await ask()).path).toBe(onPath);

    cli('bin/temporal', '1.4.0');
    const answer = await ask();
    expect(answer.path).toBe(cached);
    expect(answer.messages).toContain('it is 1.4.0, at least 1.4.1 is needed');
  });

  it('builds when the download fails, says so, and finds the result in the cache the next time', async () => {
    const builder = go();
    const answer = await ask();
    expect(answer).toMatchObject({ code: 0, path: cached });
    expect(answer.messages).toMatch(/not from the download, .*ECONNREFUSED/);

    rmSync(builder);
    expect(await ask()).toMatchObject({ code: 0, path: cached });
    expect(readdirSync(join(folder, 'cache/holdfast/temporal-cli'))).toEqual(['1.8.2']);
  });

  it('replaces what is broken in the cache', async () => {
    go();
    program('cache/holdfast/temporal-cli/1.8.2/temporal', 'exit 1');
    expect(await ask()).toMatchObject({ code: 0, path: cached });
    expect(await ask()).toMatchObject({ code: 0, path: cached });
  });

  it('installs one whole program when several look at the same time', async () => {
    go();
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ path }) => path)).toEqual([cached, cached, cached]);
    expect(readdirSync(join(folder, 'cache/holdfast/temporal-cli'))).toEqual(['1.8.2']);
  });

  it('keeps what another process has installed meanwhile', async () => {
    const other = cli('other/temporal');
    const copy = `/bin/mkdir -p ${dirname(cached)} && /bin/cp ${other} ${cached}`;
    program('bin/go', `${copy} && /bin/cp ${other} "$5" && echo "# of the build" >> "$5"`);
    expect(await ask()).toMatchObject({ code: 0, path: cached });
    expect(readFileSync(cached, 'utf8')).not.toContain('# of the build');
    expect(readdirSync(join(folder, 'cache/holdfast/temporal-cli'))).toEqual(['1.8.2']);
  });

  it('downloads, unpacks and checks the archive that the official download names', async () => {
    cli('archive/temporal');
    const archive = join(folder, 'temporal.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', join(folder, 'archive'), 'temporal']);
    const { server, url } = await downloadServer(archive);
    try {
      program('bin/tar', 'PATH=/usr/bin:/bin exec tar "$@"');
      const answer = await ask({ HOLDFAST_DOWNLOAD_URL: url });
      expect(answer).toMatchObject({ code: 0, path: cached });
    } finally {
      server.close();
    }
  });

  it.each([
    ['temporal', 'TEMPORAL_CLI_PATH', 'temporal on PATH', 'Go 1.26.4'],
    ['test-server', 'TEMPORAL_TEST_SERVER_PATH', 'temporal-test-server on PATH', 'Maven and a Java runtime'],
  ])('names every option when it has none: %s', async (tool, variable, onPath, builder) => {
    const answer = await ask({}, tool);
    expect(answer).toMatchObject({ code: 1, path: '' });
    const error = answer.messages.slice(answer.messages.indexOf('could be had'));
    for (const option of [variable, onPath, join(folder, 'cache'), NOWHERE, builder]) expect(error).toContain(option);
  });
});

async function downloadServer(archive: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/cli/v1.8.2?')) {
      response.end(JSON.stringify({ archiveUrl: `${url}/temporal.tar.gz`, fileToExtract: 'temporal' }));
    } else {
      response.end(readFileSync(archive));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, url };
}
