// The Temporal dev server as Holdfast wants it. The values are in dev-server.json, which the tests read, too.
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} DevServerSettings
 * @property {Record<string, number | boolean>} dynamicConfig The first four make an activity cost a few milliseconds
 *   instead of about 100: by default the history service looks for work every 50 ms, and eager activities are off. The
 *   last one keeps the server from asking the outside network for newer versions.
 * @property {Record<string, string>} sqlitePragmas They triple the throughput; a crash of the process loses nothing,
 *   only a power cut may lose the last transactions.
 * @property {Record<string, string>} searchAttributes name and type of each
 */

/** @type {DevServerSettings} */
export const devServerSettings = JSON.parse(readFileSync(new URL('./dev-server.json', import.meta.url), 'utf8'));

/**
 * The arguments that make `temporal` the dev server of one home. With the same database file and the same arguments it
 * goes on where it was.
 * @param {{ host: string, port: number, uiPort: number, namespace: string, dbFilename: string, codecUrl: string }} at
 * @returns {string[]}
 */
export function devServerArguments({ host, port, uiPort, namespace, dbFilename, codecUrl }) {
  const { dynamicConfig, sqlitePragmas, searchAttributes } = devServerSettings;
  return [
    ...['server', 'start-dev', '--log-level', 'warn'],
    ...['--ip', host, '--port', String(port), '--ui-port', String(uiPort), '--namespace', namespace],
    ...['--db-filename', dbFilename, '--ui-codec-endpoint', codecUrl],
    ...repeated('--sqlite-pragma', sqlitePragmas),
    ...repeated('--dynamic-config-value', dynamicConfig),
    ...repeated('--search-attribute', searchAttributes),
  ];
}

/**
 * @param {string} flag
 * @param {Record<string, string | number | boolean>} values
 * @returns {string[]} the flag once for each value
 */
function repeated(flag, values) {
  return Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
}
