// Ports: the usual one when nobody has it, another one otherwise.
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { tryLock } from './locks.mjs';

const HOST = '127.0.0.1';
const ATTEMPTS = 20;

/**
 * Chooses a port and claims it for this process: two starts at the same moment never choose the same one, although
 * neither listens yet. The claim ends with the process.
 * @param {{ usual: number, demanded?: string | undefined, variable?: string }} wish `demanded`: no other will do
 * @returns {Promise<number>}
 * @throws when the demanded port is none or taken
 */
export async function claimPort({ usual, demanded, variable }) {
  if (demanded !== undefined) {
    const port = Number(demanded);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${variable} is not a port number.`);
    const claimed = await tryClaim(port);
    if (!claimed) throw new Error(`Port ${port} (${variable}) is taken.`);
    return claimed;
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const claimed = await tryClaim(attempt === 0 ? usual : 0);
    if (claimed) return claimed;
  }
  throw new Error(`No free port was found in place of ${usual}.`);
}

/**
 * @param {number} wanted 0 for any
 * @returns {Promise<number | undefined>} the port, when it is now ours
 */
async function tryClaim(wanted) {
  const port = await freePort(wanted);
  if (port === undefined) return undefined;
  const attempt = tryLock(join(tmpdir(), `holdfast-ports-${userInfo().uid}`, String(port)));
  if ('heldBy' in attempt) return undefined;
  process.once('exit', attempt.lock.release);
  return port;
}

/**
 * @param {number} wanted 0 for any
 * @returns {Promise<number | undefined>} the port, when one can listen on it
 */
function freePort(wanted) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, HOST, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}
