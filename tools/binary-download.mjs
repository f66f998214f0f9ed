// The official download, asked the way the Temporal SDK asks it. It is tried for a short moment only: where there is no
// way out, the build is next.
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from './processes.mjs';

/** @typedef {import('./binaries.mjs').Tool} Tool */

const OFFICIAL = 'https://temporal.download';
const ANSWER_TIMEOUT_MS = 3_000;
const ARCHIVE_ANSWER_TIMEOUT_MS = 15_000;
const STALL_TIMEOUT_MS = 20_000;

/** @type {Partial<Record<string, string>>} */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

/**
 * HOLDFAST_DOWNLOAD_URL names a mirror.
 * @param {Tool} tool
 */
export function downloadUrl(tool) {
  const arch = ARCHITECTURES[process.arch] ?? process.arch;
  const base = process.env['HOLDFAST_DOWNLOAD_URL'] || OFFICIAL;
  return `${base}/${tool.artifact}/v${tool.version}?arch=${arch}&platform=${process.platform}&format=tar.gz`;
}

/**
 * Downloads a program into a folder. Its archive has a checksum of its own (gzip); that it is the right program for
 * this machine shows when it is run.
 * @param {Tool} tool
 * @param {string} folder
 */
export async function download(tool, folder) {
  const answer = await get(downloadUrl(tool), ANSWER_TIMEOUT_MS);
  const { archiveUrl, fileToExtract } = /** @type {Record<string, unknown>} */ (await answer.json());
  if (typeof archiveUrl !== 'string' || typeof fileToExtract !== 'string') throw new Error('an answer without archive');
  if (!new URL(archiveUrl).pathname.endsWith('.tar.gz')) throw new Error(`no tar.gz: ${archiveUrl}`);

  const unpacked = join(folder, 'unpacked');
  const archive = join(unpacked, 'archive.tar.gz');
  await mkdir(unpacked);
  await save(archiveUrl, archive);
  const { code, output } = await run('tar', ['-xzf', archive, '-C', unpacked, fileToExtract]);
  if (code !== 0) throw new Error(`the archive cannot be unpacked: ${output.trim()}`);
  await rename(join(unpacked, fileToExtract), join(folder, tool.executable));
  await chmod(join(folder, tool.executable), 0o755);
  await rm(unpacked, { recursive: true });
}

/**
 * @param {string} url
 * @param {number} timeoutMs until it begins to answer
 * @param {AbortController} [control]
 * @returns {Promise<Response>}
 */
async function get(url, timeoutMs, control = new AbortController()) {
  const timer = setTimeout(() => control.abort(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    const answer = await fetch(url, { signal: control.signal });
    if (!answer.ok) throw new Error(`HTTP status ${answer.status}`);
    return answer;
  } catch (error) {
    // fetch says only that it failed; the cause says why.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} url
 * @param {string} file
 */
async function save(url, file) {
  const control = new AbortController();
  const answer = await get(url, ARCHIVE_ANSWER_TIMEOUT_MS, control);
  if (!answer.body) throw new Error('an empty archive');
  const stalled = setTimeout(() => control.abort(new Error('the download has stalled')), STALL_TIMEOUT_MS);
  const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (answer.body));
  body.on('data', () => stalled.refresh());
  try {
    await pipeline(body, createWriteStream(file));
  } finally {
    clearTimeout(stalled);
  }
}
