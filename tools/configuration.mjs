// Decides what is to run, where, and with which settings. The user's own environment always has the last word.
import { devNull } from 'node:os';
import { claimPort } from './ports.mjs';
import { loadSecrets } from './secrets.mjs';

/** @typedef {import('./home.mjs').Home} Home */
/** @typedef {import('./secrets.mjs').Secrets} Secrets */
/** @typedef {Record<string, string>} Environment only variables that have a value */
/** @typedef {'api' | 'codec' | 'worker' | 'simulator' | 'temporal' | 'webUi'} PortName */
/** @typedef {Record<PortName, number>} Ports */
/** @typedef {Awaited<ReturnType<typeof configure>>} Configuration */

const HOST = '127.0.0.1';
// The codec server wants to know who may ask it; where another cluster's Web UI is, only its operator knows.
const USUAL_WEB_UI = 'http://127.0.0.1:8233';

/** @type {Record<PortName, { usual: number, variable?: string }>} */
const PORTS = {
  api: { usual: 8080, variable: 'HTTP_PORT' },
  codec: { usual: 8081, variable: 'CODEC_HTTP_PORT' },
  simulator: { usual: 8082, variable: 'SIMULATOR_PORT' },
  worker: { usual: 9464, variable: 'WORKER_HTTP_PORT' },
  temporal: { usual: 7233 },
  webUi: { usual: 8233 },
};
const GATEWAY_CREDENTIALS = ['PLURAL_CLIENT_ID', 'PLURAL_CLIENT_SECRET'];
const GATEWAY_SIGNATURE_SECRETS = ['PLURAL_CALLBACK_SECRET', 'PLURAL_WEBHOOK_SECRET'];
// How to reach a remote cluster: nothing of it may reach the dev server's clients.
const REMOTE_ACCESS = /^TEMPORAL_(API_KEY|TLS|GRPC_META|PROFILE|CONFIG_FILE|CLIENT_AUTHORITY)/;

/**
 * @param {NodeJS.ProcessEnv} processEnv
 * @param {Home} home
 */
export async function configure(processEnv, home) {
  const user = withValues(processEnv);
  assertGatewayIsWhole(user);
  const ports = await claimPorts(user);
  const secrets = loadSecrets(home.file('secrets.json'));
  const url = (/** @type {PortName} */ port, host = HOST) => urlOf(host, ports[port]);
  const urls = {
    api: url('api', user['HTTP_HOST']),
    codec: url('codec', user['CODEC_HTTP_HOST']),
    worker: url('worker', user['WORKER_HTTP_HOST']),
    simulator: url('simulator', user['SIMULATOR_HOST']),
  };

  const devServer = user['TEMPORAL_ADDRESS'] ? undefined : devServerOf(user, ports, home, urls.codec);
  const vaultUrl = user['VAULT_URL'] ?? `unix:${home.socket('vault.sock')}`;
  const webUiUrl = user['TEMPORAL_UI_URL'] ?? (devServer && url('webUi'));
  const product = {
    ...ownDefaults(secrets),
    ...listeners(ports),
    ...addresses({ temporal: `${HOST}:${ports.temporal}`, ...urls, vault: vaultUrl, webUi: webUiUrl }),
    ...(devServer?.clientEnv ?? user),
  };
  return {
    product,
    devServer,
    simulator: user['PLURAL_BASE_URL']
      ? undefined
      : { url: urls.simulator, env: simulatorOf(user, ports, product, home) },
    vaultSocket: /^unix:(?:\/\/)?(\/.+)$/.exec(vaultUrl)?.[1],
    urls,
    webUiUrl,
    ...keysOf(product['API_KEYS']),
    /** Signatures of the real gateway that cannot be verified, since their secret was not given. */
    unknownSecrets: user['PLURAL_BASE_URL'] ? GATEWAY_SIGNATURE_SECRETS.filter((name) => !user[name]) : [],
  };
}

/**
 * @param {Secrets} secrets
 * @returns {Environment}
 */
function ownDefaults(secrets) {
  return {
    API_KEYS: [
      `shop:${secrets.apiKey}:place+read+decide+refund+cards:shop=development`,
      `support:${secrets.supportKey}:read+operator`,
    ].join(),
    SHOP_DEFAULT: 'development',
    CHECKOUT_TOKEN_KEYS: secrets.checkoutTokenKey,
    ENCRYPTION_KEYS: secrets.encryptionKey,
    PLURAL_CLIENT_ID: secrets.clientId,
    PLURAL_CLIENT_SECRET: secrets.clientSecret,
    PLURAL_CALLBACK_SECRET: secrets.callbackSecret,
    PLURAL_WEBHOOK_SECRET: secrets.webhookSecret,
    PLURAL_WEBHOOK_SECRET_ENCODING: 'utf8',
    RETURN_URL_HOSTS: `${HOST},localhost`,
    CHECKOUT_PAGE: 'on',
  };
}

/**
 * Where the parts find each other.
 * @param {{ temporal: string, simulator: string, api: string, vault: string, webUi: string | undefined }} at
 * @returns {Environment}
 */
function addresses({ temporal, simulator, api, vault, webUi }) {
  return {
    TEMPORAL_ADDRESS: temporal,
    TEMPORAL_NAMESPACE: 'default',
    PLURAL_BASE_URL: simulator,
    PUBLIC_URL: api,
    VAULT_URL: vault,
    ...(webUi && { TEMPORAL_UI_URL: webUi }),
    CODEC_ALLOWED_ORIGIN: new URL(webUi ?? USUAL_WEB_UI).origin,
  };
}

/**
 * @param {Ports} ports
 * @returns {Environment}
 */
function listeners({ api, codec, worker }) {
  return {
    HTTP_HOST: HOST,
    HTTP_PORT: String(api),
    CODEC_HTTP_HOST: HOST,
    CODEC_HTTP_PORT: String(codec),
    WORKER_HTTP_HOST: HOST,
    WORKER_HTTP_PORT: String(worker),
  };
}

/**
 * @param {Environment} user
 * @param {Ports} ports
 * @param {Home} home
 * @param {string} codecUrl
 */
function devServerOf(user, ports, home, codecUrl) {
  const local = Object.entries(user).filter(([name]) => !REMOTE_ACCESS.test(name));
  return {
    host: HOST,
    port: ports.temporal,
    uiPort: ports.webUi,
    namespace: user['TEMPORAL_NAMESPACE'] ?? 'default',
    dbFilename: home.file('temporal.db'),
    codecUrl,
    clientEnv: Object.fromEntries(local),
    /** For the CLI, which would read the user's configuration file by itself. */
    env: { ...Object.fromEntries(local), TEMPORAL_CONFIG_FILE: devNull },
  };
}

/**
 * @param {Environment} user
 * @param {Ports} ports
 * @param {Environment} product whose other side the simulator is
 * @param {Home} home
 * @returns {NodeJS.ProcessEnv}
 */
function simulatorOf(user, ports, product, home) {
  return {
    SIMULATOR_HOST: HOST,
    SIMULATOR_PORT: String(ports.simulator),
    SIMULATOR_CLIENT_ID: product['PLURAL_CLIENT_ID'],
    SIMULATOR_CLIENT_SECRET: product['PLURAL_CLIENT_SECRET'],
    SIMULATOR_CALLBACK_SECRET: firstOf(product['PLURAL_CALLBACK_SECRET']),
    SIMULATOR_WEBHOOK_URL: `${product['PUBLIC_URL']}/v1/webhooks/plural`,
    SIMULATOR_WEBHOOK_SECRET: firstOf(product['PLURAL_WEBHOOK_SECRET']),
    SIMULATOR_STATE_FILE: home.file('simulator.json'),
    ...user,
  };
}

/**
 * @param {Environment} user
 * @returns {Promise<Ports>}
 */
async function claimPorts(user) {
  /** @type {Partial<Ports>} */
  const ports = {};
  for (const name of /** @type {PortName[]} */ (Object.keys(PORTS))) {
    const { usual, variable } = PORTS[name];
    const demanded = variable && user[variable];
    ports[name] = await claimPort({ usual, ...(variable && demanded && { variable, demanded }) });
  }
  return /** @type {Ports} */ (ports);
}

/** @param {Environment} user */
function assertGatewayIsWhole(user) {
  const missing = GATEWAY_CREDENTIALS.filter((name) => !user[name]);
  if (!user['PLURAL_BASE_URL'] || missing.length === 0) return;
  throw new Error(`PLURAL_BASE_URL names a gateway, so ${missing.join(' and ')} must be set, too.`);
}

/**
 * Of a list in which the others are there for rotation.
 * @param {string | undefined} list
 */
function firstOf(list) {
  return list?.split(',')[0]?.trim();
}

/**
 * What people are told: the first key, and the first that frees stuck orders. Of a key that stands as its digest nobody
 * knows more.
 * @param {string | undefined} apiKeys
 */
function keysOf(apiKeys = '') {
  const keys = apiKeys.split(',').map((entry) => entry.trim().split(':'));
  const support = keys.find(([, , scopes]) => scopes?.split('+').includes('operator'));
  return { apiKey: keys[0]?.[1] ?? '', supportKey: support?.[1] ?? '' };
}

/**
 * An empty variable is one that is not set.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Environment}
 */
function withValues(env) {
  return /** @type {Environment} */ (Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
}

/**
 * @param {string} host
 * @param {number} port
 */
function urlOf(host, port) {
  return `http://${host === '0.0.0.0' || host === '::' ? HOST : host}:${port}`;
}
