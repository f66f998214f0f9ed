// The development secrets of one home: made once, so that a restart can still read what an earlier run encrypted.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * @typedef {object} Secrets
 * @property {string} apiKey of the shop: what the printed lines authenticate with
 * @property {string} supportKey of whoever frees stuck orders
 * @property {string} checkoutTokenKey signs what buyers' browsers get
 * @property {string} encryptionKey as ENCRYPTION_KEYS wants it
 * @property {string} clientId of the simulated gateway
 * @property {string} clientSecret of the simulated gateway
 * @property {string} callbackSecret hexadecimal
 * @property {string} webhookSecret
 */

const token = (/** @type {number} */ bytes) => randomBytes(bytes).toString('base64url');

/** @type {Record<keyof Secrets, () => string>} */
const MAKERS = {
  apiKey: () => `hf_dev_${token(24)}`,
  supportKey: () => `hf_support_${token(24)}`,
  checkoutTokenKey: () => token(32),
  encryptionKey: () => `dev1:${randomBytes(32).toString('base64')}`,
  clientId: () => `dev-${randomBytes(8).toString('hex')}`,
  clientSecret: () => token(32),
  callbackSecret: () => randomBytes(32).toString('hex'),
  webhookSecret: () => token(32),
};

/**
 * Reads the secrets of a home, and makes those that are missing.
 * @param {string} file
 * @returns {Secrets}
 * @throws when the file cannot be read: it is never replaced, for with its key the open orders would be lost
 */
export function loadSecrets(file) {
  const known = readSecrets(file);
  const names = /** @type {(keyof Secrets)[]} */ (Object.keys(MAKERS));
  const entries = names.map((name) => [name, known[name] ?? MAKERS[name]()]);
  const secrets = /** @type {Secrets} */ (Object.fromEntries(entries));
  if (names.some((name) => known[name] === undefined)) {
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

/**
 * @param {string} file
 * @returns {Partial<Secrets>}
 */
function readSecrets(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read; put it back, or begin anew with another HOLDFAST_HOME.`, { cause: error });
  }
}
