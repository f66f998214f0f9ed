import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

jest.setTimeout(30_000);

const TOOLS = resolve(__dirname, '../../../tools');
const FAKE_JEST = `
const { writeFileSync } = require('node:fs');
const [passed, failed, broken, skipped] = process.argv.slice(2, 6).map(Number);
const file = process.argv.find((arg) => arg.startsWith('--outputFile='))?.slice('--outputFile='.length);
const report = { numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken, numPendingTests: skipped, numTodoTests: 0 };
if (passed > 0) writeFileSync(file, JSON.stringify(report));
process.exit(failed + broken > 0 || passed === 0 ? 1 : 0);
`;

describe('npm test', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'holdfast-runner-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function runTests(
    scripts: Readonly<Record<string, string>>,
    names: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): { code: number | null; lines: string[] } {
    const write = (path: string, content: unknown): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
    };
    cpSync(TOOLS, join(root, 'tools'), { recursive: true, filter: (path) => !path.includes('temporal-cli') });
    write('package.json', { name: 'fake', version: '1.0.0', scripts: { build: 'mkdir -p dist', ...scripts } });
    write('package-lock.json', { packages: { '': {} } });
    write('node_modules/.package-lock.json', { packages: {} });
    write('tsconfig.json', {});
    write('tsconfig.build.json', { include: [] });
    write('jest.js', FAKE_JEST);
    const { status, stdout } = spawnSync(process.execPath, ['tools/test.mjs', ...names], {
      cwd: root,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    return { code: status, lines: stdout.trimEnd().split('\n') };
  }

  it('counts a check as one and a test as one, and ends with the sum', () => {
    const scripts = { 'check:lint': 'true', 'check:types': 'true', 'test:unit': 'node jest.js 7 0 0 2' };
    const { code, lines } = runTests(scripts, ['unit', 'lint', 'types']);
    expect(lines.at(-1)).toBe('9 passed, 0 failed, 2 skipped');
    expect(code).toBe(0);
  });

  it('goes on after a failure, and fails', () => {
    const scripts = { 'check:lint': 'false', 'check:types': 'true', 'test:unit': 'node jest.js 7 2 1 0' };
    const { code, lines } = runTests(scripts, ['lint', 'types', 'unit']);
    expect(lines.at(-1)).toBe('8 passed, 4 failed');
    expect(code).toBe(1);
  });

  it('counts a suite that ended without a report as a failure', () => {
    const { code, lines } = runTests({ 'test:unit': 'node jest.js 0 0 0 0' }, ['unit']);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('leaves the browser out where there is none, says so, and counts it as skipped', () => {
    const { code, lines } = runTests({ 'test:browser': 'node jest.js 7 0 0 0' }, ['browser'], withoutBrowser());
    expect(lines.join('\n')).toContain('No Chromium could be found');
    expect(lines.at(-1)).toBe('0 passed, 0 failed, 1 skipped');
    expect(code).toBe(0);
  });

  it('fails when the browser that CHROMIUM_PATH names cannot be run', () => {
    const env = { ...withoutBrowser(), CHROMIUM_PATH: join(root, 'no-browser') };
    const { code, lines } = runTests({ 'test:browser': 'node jest.js 7 0 0 0' }, ['browser'], env);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(code).toBe(1);
  });

  /** An environment with what npm needs, stand-ins for the Temporal programs, and no browser. */
  function withoutBrowser(): Record<string, string> {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    for (const name of ['sh', 'node', 'npm', 'mkdir']) {
      symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
    }
    const server = join(root, 'test-server');
    writeFileSync(server, '#!/bin/sh\necho --enable-time-skipping\n', { mode: 0o755 });
    return {
      PATH: bin,
      HOME: root,
      CHROMIUM_PATH: '',
      PLAYWRIGHT_BROWSERS_PATH: '',
      XDG_CACHE_HOME: '',
      TEMPORAL_CLI_PATH: resolve(__dirname, 'fake/temporal.mjs'),
      TEMPORAL_TEST_SERVER_PATH: server,
    };
  }

  it('fails when set-up fails, and when a name is unknown', () => {
    const broken = runTests({ build: 'false', 'test:unit': 'node jest.js 7 0 0 0' }, ['unit']);
    expect(broken.lines.at(-1)).toBe('0 passed, 1 failed');
    expect(broken.code).toBe(1);
    expect(runTests({}, ['units']).code).toBe(1);
  });
});
