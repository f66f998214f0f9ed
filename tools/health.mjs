// How each part is asked whether it is up.
import { connect } from 'node:net';
import { devServerSettings } from './dev-server.mjs';
import { run } from './processes.mjs';

/**
 * @typedef {() => Promise<string | undefined>} Health What is wrong, or nothing when it is up. Answers within a few
 *   seconds, and never rejects.
 */

const TIMEOUT_MS = 3_000;
const SHOWN_BODY = 200;

/**
 * @param {string} url answers 2xx when healthy
 * @returns {Health}
 */
export const httpHealth = (url) => async () => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = await answer.text();
    return answer.ok ? undefined : `${url} answers ${answer.status} ${body.slice(0, SHOWN_BODY)}`;
  } catch (error) {
    return `${url} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
};

/**
 * @param {string} path of a Unix socket that accepts connections when healthy
 * @returns {Health}
 */
export const socketHealth = (path) => () =>
  new Promise((resolve) => {
    const socket = connect(path);
    const answer = (/** @type {string | undefined} */ problem) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(TIMEOUT_MS, () => answer(`${path} does not accept connections`));
    socket.once('connect', () => answer(undefined)).once('error', ({ message }) => answer(message));
  });

/**
 * The dev server is of use once its namespace has the search attributes: they are registered last.
 * @param {{ cli: string, address: string, namespace: string, env: NodeJS.ProcessEnv }} server
 * @returns {Health}
 */
export const devServerHealth =
  ({ cli, address, namespace, env }) =>
  async () => {
    const list = ['operator', 'search-attribute', 'list', '--address', address, '--namespace', namespace];
    const { code, output } = await run(cli, [...list, '--output', 'json'], { env, timeoutMs: TIMEOUT_MS });
    if (code !== 0) return output.trim().slice(-SHOWN_BODY);
    const missing = Object.keys(devServerSettings.searchAttributes).filter((name) => !output.includes(`"${name}"`));
    return missing.length === 0 ? undefined : `the search attributes ${missing.join(', ')} are missing`;
  };
