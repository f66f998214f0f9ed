// Finds a Chromium for the tests in a real browser. Nothing is downloaded: where there is none, they are left out.
//   node tools/browser.mjs      prints the path
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './processes.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
// In the folders of Playwright's cache, by platform and version.
const PLAYWRIGHTS = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];
const CHECK_TIMEOUT_MS = 30_000;

/**
 * The path of a Chromium that can be run. What CHROMIUM_PATH names is taken or refused, never passed over; otherwise
 * the first of PATH and Playwright's own cache.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} absolute
 * @throws one error that names every place that was looked at
 */
export async function findBrowser(env) {
  const named = env['CHROMIUM_PATH'];
  if (named) {
    if (await isUsable(resolve(named))) return resolve(named);
    throw new Error(`CHROMIUM_PATH names ${named}, which is no Chromium that can be run.`);
  }
  const cache = playwrightCache(env);
  for (const path of [...onPath(env['PATH'] ?? ''), ...inCache(cache)]) if (await isUsable(path)) return path;
  throw new Error(
    'No Chromium could be found. Any one of these will do:\n' +
      '  - CHROMIUM_PATH: not set\n' +
      `  - ${NAMES.join(', ')} on PATH: none that can be run\n` +
      `  - Playwright's own in ${cache}: none that can be run (npx playwright-core install chromium)`,
  );
}

/** @param {string} searchPath */
function onPath(searchPath) {
  const folders = searchPath.split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => resolve(folder, name))).filter(existsSync);
}

/** @param {NodeJS.ProcessEnv} env */
function playwrightCache(env) {
  const { PLAYWRIGHT_BROWSERS_PATH: named, LOCALAPPDATA: local, XDG_CACHE_HOME: xdg } = env;
  if (named) return resolve(named);
  const home = env['HOME'] || homedir();
  if (process.platform === 'win32') return join(local ?? join(home, 'AppData', 'Local'), 'ms-playwright');
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'ms-playwright');
  return join(xdg || join(home, '.cache'), 'ms-playwright');
}

/** @param {string} cache */
function inCache(cache) {
  if (!existsSync(cache)) return [];
  const folders = readdirSync(cache).filter((name) => name.startsWith('chromium-'));
  return folders
    .sort((a, b) => versionOf(b) - versionOf(a))
    .flatMap((folder) => PLAYWRIGHTS.map((path) => join(cache, folder, path)))
    .filter(existsSync);
}

/** @param {string} folder such as `chromium-1200` */
const versionOf = (folder) => Number(folder.split('-').at(-1));

/**
 * Some systems have a command of that name that only tells how to install it.
 * @param {string} path
 */
async function isUsable(path) {
  const { code, output } = await run(path, ['--version'], { timeoutMs: CHECK_TIMEOUT_MS });
  return code === 0 && /\d+\.\d+/.test(output);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(await findBrowser(process.env));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
