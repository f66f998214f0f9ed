// What is printed once everything is healthy.
import { devServerSettings } from './dev-server.mjs';

/** @typedef {import('./configuration.mjs').Configuration} Configuration */

/**
 * @param {Configuration} configuration
 * @param {string} folder the home
 * @returns {string}
 */
export function banner({ urls, webUiUrl, simulator, product, apiKey, supportKey }, folder) {
  const rows = {
    API: urls.api,
    'API documents': `${urls.api}/docs`,
    ...(product['CHECKOUT_PAGE'] === 'on' && {
      'Checkout page': `${urls.api}/checkout/#key=${encodeURIComponent(apiKey)}`,
    }),
    Temporal: `${product['TEMPORAL_ADDRESS']} (namespace ${product['TEMPORAL_NAMESPACE']})`,
    'Temporal Web UI': webUiUrl ?? `(of the cluster at ${product['TEMPORAL_ADDRESS']})`,
    Gateway: simulator ? `${simulator.url} (simulated)` : product['PLURAL_BASE_URL'],
    'Codec server': urls.codec,
    'API key': `${apiKey} (the shop's)`,
    'Support key': `${supportKey} (recheck, resolve, revive)`,
    'Everything else': `${folder} (run.json, logs/, secrets.json)`,
  };
  const table = Object.entries(rows).map(([name, value]) => `  ${name.padEnd(16)} ${value}`);
  return [
    '',
    'Holdfast is up.',
    '',
    ...table,
    '',
    ...attempt(urls.api, apiKey),
    '',
    'Ctrl-C stops all of it.',
    '',
  ].join('\n');
}

/**
 * Lines to paste into a shell: a test card becomes a reference, an order is placed with it, its OTP entered, and the
 * goods delivered.
 * @param {string} apiUrl
 * @param {string} apiKey
 */
function attempt(apiUrl, apiKey) {
  return [
    'To try it, paste this into another shell (a test card, its OTP, the delivery):',
    '',
    `  post() { curl -sS "${apiUrl}/v1/$1" -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d "$2"; echo; }`,
    `  REF=try-$(date +%s)`,
    `  CARD=$(post cards '{"number":"4012001037141112","expiryMonth":"12","expiryYear":"2031","cvv":"065"}' | sed 's/.*"cardRef":"\\([^"]*\\)".*/\\1/')`,
    `  post orders '{"reference":"'$REF'","amount":{"value":110000,"currency":"INR"},"checkout":"seamless","cardRef":"'$CARD'"}'`,
    `  post orders/$REF/otp '{"otp":"123456"}'`,
    `  post orders/$REF/delivery '{}'`,
  ];
}

/**
 * What the user has to know before anything is started.
 * @param {Configuration} configuration
 * @returns {string[]}
 */
export function notices({ devServer, product, unknownSecrets }) {
  const attributes = Object.entries(devServerSettings.searchAttributes).map(
    ([name, type]) => `--name ${name} --type ${type}`,
  );
  const cluster = [
    `  · The cluster at ${product['TEMPORAL_ADDRESS']} is used as it is. Its namespace and these search attributes are its operator's to create:`,
    ...attributes.map((attribute) => `      temporal operator search-attribute create ${attribute}`),
  ];
  return [
    ...(devServer ? [] : cluster),
    ...unknownSecrets.map((name) => `  · ${name} is not set: what the gateway signs with it will be refused.`),
  ];
}
