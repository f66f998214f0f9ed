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
const assertionResults = [{ fullName: 'a slow test', duration: 65_000 }, { fullName: 'a quick test', duration: 2 }];
const testResults = [{ name: __filename, startTime: 0, endTime: 66_000, assertionResults }];
const report = { numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken, numPendingTests: skipped, numTodoTests: 0, testResults };
if (passed > 0) writeFileSync(file, JSON.stringify(report));
process.exit(failed + broken > 0 || passed === 0 ? 1 : 0);
`;

/** Ends well only where somebody runs it as the other at the same time. */
const MEETING = `
const { existsSync, writeFileSync } = require('node:fs');
const [me, other] = process.argv.slice(2);
writeFileSync(me, '');
const endMs = Date.now() + 10_000;
while (!existsSync(other)) if (Date.now() > endMs) process.exit(1);
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
  ): { code: number | null; lines: string[]; progress: string } {
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
    write('meeting.js', MEETING);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/test.mjs', ...names], {
      cwd: root,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    return { code: status, lines: stdout.trimEnd().split('\n'), progress: stderr };
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

  it('runs what waits beside what computes', () => {
    const scripts = {
      'check:lint': 'node meeting.js lint workflow',
      'test:workflow': 'node meeting.js workflow lint && node jest.js 7 0 0 0',
    };
    expect(runTests(scripts, ['lint', 'workflow'], standIns()).lines.at(-1)).toBe('8 passed, 0 failed');
  });

  it('runs what is timed against a promise when nothing waits beside it any more', () => {
    const scripts = {
      'test:workflow': 'sleep 1 && touch over && node jest.js 7 0 0 0',
      'test:chaos': 'test -e over && node jest.js 7 0 0 0',
    };
    expect(runTests(scripts, ['workflow', 'promises'], standIns()).lines.at(-1)).toBe('14 passed, 0 failed');
  });

  it('says what a step that fails beside others has said, and nothing of one that passes', () => {
    const scripts = { 'check:lint': 'echo this is wrong; false', 'check:types': 'echo all is well' };
    const { progress } = runTests(scripts, ['lint', 'types']);
    expect(progress).toContain('this is wrong');
    expect(progress).not.toContain('all is well');
  });

  it('prints what took longest', () => {
    const { lines } = runTests({ 'test:unit': 'node jest.js 7 0 0 0' }, ['unit']);
    const [files, file, tests, test] = lines.slice(lines.indexOf('The slowest files'));
    expect([files, file?.trim(), tests, test?.trim()]).toEqual([
      'The slowest files',
      '1 min 6 s  jest.js',
      'The slowest tests',
      '1 min 5 s  a slow test',
    ]);
  });

  it('quick is the checks, the unit and replay suites, and a slice of the scenario table', () => {
    const checks = ['format', 'lint', 'types', 'dependencies', 'unused'].map((name) => [`check:${name}`, 'true']);
    const suites = ['unit', 'replay', 'workflow'].map((name) => [`test:${name}`, 'node jest.js 7 0 0 0']);
    const { lines } = runTests(Object.fromEntries([...checks, ...suites]), ['quick'], standIns());
    expect(lines.at(-1)).toBe('26 passed, 0 failed');
  });

  it('leaves out what wants a Node that is not to be had, says so, and counts it as skipped', () => {
    const lonely = { ...standIns(), PATH: binOf('sh', 'node', 'npm', 'mkdir'), HOME: root, XDG_CACHE_HOME: '' };
    const others = [22, 24].filter((major) => !process.version.startsWith(`v${major}.`));
    const offline = { npm_config_registry: 'http://127.0.0.1:1', npm_config_fetch_retries: '0' };
    const steps = others.map((major) => `node-${major}`);
    const { lines, progress } = runTests({ 'test:node': 'false' }, steps, { ...lonely, ...offline });
    expect(lines.at(-1)).toBe(`0 passed, 0 failed, ${others.length} skipped`);
    for (const major of others) expect(progress).toContain(`No Node ${major} could be had`);
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

  /** A folder with these programs and no others. */
  function binOf(...names: readonly string[]): string {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    for (const name of names) symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
    return bin;
  }

  /** Stand-ins for the Temporal programs. */
  function standIns(): Record<string, string> {
    const server = join(root, 'test-server');
    writeFileSync(server, '#!/bin/sh\necho --enable-time-skipping\n', { mode: 0o755 });
    return { TEMPORAL_CLI_PATH: resolve(__dirname, 'fake/temporal.mjs'), TEMPORAL_TEST_SERVER_PATH: server };
  }

  /** An environment with what npm needs, and no browser. */
  const withoutBrowser = (): Record<string, string> => ({
    ...standIns(),
    PATH: binOf('sh', 'node', 'npm', 'mkdir'),
    HOME: root,
    CHROMIUM_PATH: '',
    PLAYWRIGHT_BROWSERS_PATH: '',
    XDG_CACHE_HOME: '',
  });

  it('fails when set-up fails, and when a name is unknown', () => {
    const broken = runTests({ build: 'false', 'test:unit': 'node jest.js 7 0 0 0' }, ['unit']);
    expect(broken.lines.at(-1)).toBe('0 passed, 1 failed');
    expect(broken.code).toBe(1);
    expect(runTests({}, ['units']).code).toBe(1);
  });
});
