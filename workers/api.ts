import type { Client } from '@temporalio/client';
import { assertVaultAnswers, openVault } from '../activities/vault';
import { reduceOrder } from '../activities/gateway/reduce';
import { createReturnVerifier } from '../clients/callbacks/return-signature';
import { createWebhookVerifier } from '../clients/callbacks/webhook-signature';
import { createCheckoutTokens } from '../clients/http/checkout-token';
import { buildServer } from '../clients/http/server';
import { OrderClient } from '../clients/order-client';
import { assertTemporalAnswers, createTemporalClient, untilTemporalAnswers } from '../clients/temporal/connection';
import { createDataConverter } from '../clients/temporal/data-converter';
import { askWorker, remembered } from '../clients/temporal/worker-probe';
import { TASK_QUEUE } from '../workflows/contract/common';
import { WORKER_PROBE } from '../workflows/contract/probe';
import { openApiKeys } from './api-key-file';
import type { ApiKeySource } from './api-key-file';
import { exitOnBadConfig, loadConfig } from './config';
import { listenOn, runProcess, stopOnSignals } from './life-cycle';
import { createLogger } from './logging';

/* The process of the HTTP edge. Any number of them may run side by side: they keep nothing. */

const PROBE_WITHIN_MS = 1_500;
const ASK_WORKER_WITHIN_MS = 900;
/** How long it counts that a worker answered, or that none did. */
const FRESH = { upMs: 10_000, downMs: 2_000 };

const config = exitOnBadConfig(() =>
  loadConfig(process.env, [
    'log',
    'temporal',
    'callbacks',
    'http',
    'access',
    'checkoutTokens',
    'returns',
    'vault',
    'encryption',
    'orders',
  ]),
);
const WORKERS = { namespace: config.temporal.namespace, taskQueue: TASK_QUEUE, probe: WORKER_PROBE };
const log = createLogger({ name: 'api', level: config.log.level });

const ordersBehind = (client: Client): OrderClient =>
  new OrderClient({
    client,
    defaults: config.orders,
    ...(config.temporal.uiUrl && { uiUrl: config.temporal.uiUrl }),
  });

const callersOf = (apiKeys: ApiKeySource) => ({
  apiKeys: () => apiKeys.keys(),
  checkoutTokens: createCheckoutTokens({ ...config.checkoutTokens, clock: Date.now }),
  shopDefault: config.access.shopDefault,
});

const verifiersOf = ({ callbackKeys, webhookSecrets, webhookSecretEncoding }: typeof config.callbacks) => ({
  verifyReturn: createReturnVerifier({ hexKeys: callbackKeys.map((key) => key.expose()) }),
  verifyWebhook: createWebhookVerifier({
    secrets: webhookSecrets.map((secret) => secret.expose()),
    encoding: webhookSecretEncoding,
  }),
});

async function main(): Promise<void> {
  const { http, temporal } = config;
  const { client, connection } = createTemporalClient(temporal, createDataConverter(config.encryption.keyring));
  const vault = openVault(config.vault.url);
  const orders = ordersBehind(client);
  const apiKeys = await openApiKeys({ ...config.access, configured: config.access.keys, log });
  const app = await buildServer({
    orders,
    owners: orders,
    news: orders,
    vault,
    ...callersOf(apiKeys),
    ...verifiersOf(config.callbacks),
    reduceWebhook: (body, observedAt) => reduceOrder(body, { observedAt, source: 'webhook' }),
    returnUrlHosts: config.returns.hosts,
    checkoutPage: http.checkoutPage,
    publicUrl: http.publicUrl,
    probes: {
      temporal: () => assertTemporalAnswers(client, PROBE_WITHIN_MS),
      vault: () => assertVaultAnswers(vault),
      workers: remembered(() => askWorker(connection, WORKERS, ASK_WORKER_WITHIN_MS), FRESH),
    },
    clock: Date.now,
    logger: log,
  });

  const stopping = stopOnSignals(log, async () => {
    apiKeys.close();
    await app.close();
    await connection.close();
  });
  const sayWaiting = (): void => log.warn('Temporal does not answer yet: waiting for it');
  const isUp = await untilTemporalAnswers(client, sayWaiting, stopping).then(
    () => true,
    () => false,
  );
  if (!isUp) return; // stopped meanwhile
  const url = await listenOn('HTTP', http, () => app.listen({ host: http.host, port: http.port }));
  log.info({ url }, 'api listening');
}

runProcess(log, main);
