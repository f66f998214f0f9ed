// The parts of a running Holdfast, in the order in which they need each other.
import { join } from 'node:path';
import { devServerArguments } from './dev-server.mjs';
import { devServerHealth, httpHealth, socketHealth } from './health.mjs';
import { projectRoot } from './set-up.mjs';

/** @typedef {import('./supervisor.mjs').Part} Part */

/**
 * @param {import('./configuration.mjs').Configuration} configuration
 * @param {import('./home.mjs').Home} home
 * @param {string | undefined} temporalCli needed for the dev server
 * @returns {Part[]}
 */
export function partsOf({ devServer, simulator, vaultSocket, product, urls }, home, temporalCli) {
  const node = (/** @type {string} */ script) => ({
    // No core dumps: they would hold cards. `exec` keeps the process one and its id the part's.
    command: '/bin/sh',
    args: ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, join(projectRoot, 'dist', script)],
  });
  const temporal = devServer && temporalCli ? temporalPart(devServer, temporalCli) : undefined;
  /** @type {Record<string, Omit<Part, 'name' | 'logFile'> | undefined | ''>} */
  const parts = {
    temporal,
    simulator: simulator && {
      ...node('simulator/main.js'),
      env: simulator.env,
      health: httpHealth(`${simulator.url}/healthz`),
    },
    vault: vaultSocket && { ...node('workers/vault.js'), env: product, health: socketHealth(vaultSocket) },
    codec: { ...node('workers/codec-server.js'), env: product, health: httpHealth(`${urls.codec}/healthz`) },
    worker: { ...node('workers/worker.js'), env: product, health: httpHealth(`${urls.worker}/readyz`) },
    api: { ...node('workers/api.js'), env: product, health: httpHealth(`${urls.api}/readyz`) },
  };
  return Object.entries(parts).flatMap(([name, part]) =>
    part ? [{ name, ...part, logFile: home.logFile(name) }] : [],
  );
}

/**
 * @param {NonNullable<import('./configuration.mjs').Configuration['devServer']>} devServer
 * @param {string} cli
 */
function temporalPart({ env, ...settings }, cli) {
  const { host, port, namespace } = settings;
  return {
    command: cli,
    args: devServerArguments(settings),
    env,
    health: devServerHealth({ cli, address: `${host}:${port}`, namespace, env }),
  };
}
