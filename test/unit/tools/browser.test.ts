import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

jest.setTimeout(30_000);

const FINDER = resolve(__dirname, '../../../tools/browser.mjs');

describe('the search for a browser', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'holdfast-browser-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** A program in the temporary folder that says its version, or that cannot be run for what it needs. */
  function program(path: string, isWell = true): string {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      isWell ? '#!/bin/sh\necho "Chromium 150.0"\n' : '#!/bin/sh\necho "install it first"\nexit 10\n',
    );
    chmodSync(file, 0o755);
    return file;
  }

  function search(env: Readonly<Record<string, string>> = {}) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [FINDER], {
      env: { PATH: join(root, 'bin'), PLAYWRIGHT_BROWSERS_PATH: join(root, 'cache'), ...env },
      encoding: 'utf8',
    });
    return { found: stdout.trim(), said: stderr, status };
  }

  it('takes what CHROMIUM_PATH names before all others', () => {
    program('bin/chromium');
    const named = program('mine/chrome');
    expect(search({ CHROMIUM_PATH: named })).toMatchObject({ found: named, status: 0 });
  });

  it('refuses what CHROMIUM_PATH names when it cannot be run, and takes no other', () => {
    program('bin/chromium');
    const { found, said, status } = search({ CHROMIUM_PATH: program('mine/chrome', false) });
    expect([found, status]).toEqual(['', 1]);
    expect(said).toContain('CHROMIUM_PATH');
  });

  it('takes the first of PATH that can be run', () => {
    program('bin/chromium', false);
    const chrome = program('bin/google-chrome');
    program('cache/chromium-1200/chrome-linux/chrome');
    expect(search()).toMatchObject({ found: chrome, status: 0 });
  });

  it("takes the newest of Playwright's own where PATH has none", () => {
    program('cache/chromium-999/chrome-linux/chrome');
    const newest = program('cache/chromium-1200/chrome-linux64/chrome');
    expect(search()).toMatchObject({ found: newest, status: 0 });
  });

  it('names all three places where there is none', () => {
    const { found, said, status } = search();
    expect([found, status]).toEqual(['', 1]);
    for (const place of ['CHROMIUM_PATH', 'chromium, chromium-browser, google-chrome', join(root, 'cache')]) {
      expect(said).toContain(place);
    }
  });
});
