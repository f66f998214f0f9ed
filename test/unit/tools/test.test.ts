import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpSync } from 'node:fs';
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

  it('fails when set-up fails, and when a name is unknown', () => {
    const broken = runTests({ build: 'false', 'test:unit': 'node jest.js 7 0 0 0' }, ['unit']);
    expect(broken.lines.at(-1)).toBe('0 passed, 1 failed');
    expect(broken.code).toBe(1);
    expect(runTests({}, ['units']).code).toBe(1);
  });
});
