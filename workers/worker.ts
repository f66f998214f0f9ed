import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { TemporalProfile } from '../clients/temporal/connection';
import { createTemporalClient } from '../clients/temporal/connection';
import { createDataConverter } from '../clients/temporal/data-converter';
import { keepAuditSchedule } from './audit-schedule';
import { WORKFLOW_BUNDLE_PATH } from './bundle';
import { exitOnBadConfig, loadConfig } from './config';
import { createDependencies } from './dependencies';
import { createFleet } from './fleet';
import { listenOn, runProcess } from './life-cycle';
import { createLogger } from './logging';
import { createOpenOrders } from './open-orders';
import { connectWorker, createOrderWorker } from './order-worker';
import { serveWorkerHealth } from './worker-health';

/* The process that runs the orders: any number of them may run side by side. */

const LONGEST_PAUSE_MS = 5_000;
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const config = exitOnBadConfig(() =>
  loadConfig(process.env, ['log', 'temporal', 'gateway', 'vault', 'encryption', 'workerHttp', 'audit']),
);
const log = createLogger({ name: 'worker', level: config.log.level });

async function main(): Promise<void> {
  let worker: Worker | undefined;
  const health = await listenOn('WORKER_HTTP', config.workerHttp, () =>
    serveWorkerHealth(() => worker?.getState() ?? 'CONNECTING', config.workerHttp),
  );
  installRuntime();
  const connection = await untilConnected(config.temporal);
  const fleet = createFleet(connection, config.temporal.namespace);
  const dataConverter = createDataConverter(config.encryption.keyring);
  const watchdog = createTemporalClient(config.temporal, dataConverter);
  try {
    worker = await createOrderWorker({
      connection,
      namespace: config.temporal.namespace,
      dataConverter,
      dependencies: createDependencies(config, createOpenOrders(watchdog.client), fleet.size, log),
      workflowBundle: { codePath: WORKFLOW_BUNDLE_PATH },
    });
    // Orders do not wait for the schedule: a server that allows none still runs orders.
    void keepAuditSchedule(watchdog.client, config.audit).catch((error: unknown) =>
      log.error({ err: error }, 'the schedule of the watchdog could not be set'),
    );
    fleet.join(worker.options.identity);
    await worker.run();
  } finally {
    await watchdog.connection.close();
    fleet.close();
    await connection.close();
    health.close();
  }
}

/** Sends Temporal's own log lines where ours go; its metrics and core logs are the operator's to switch on. */
function installRuntime(): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]]({ ...meta }, message)),
    shutdownSignals: [...STOP_SIGNALS],
  });
}

/**
 * Stops the process at once while there is no connection, because there is nothing to finish yet; the SDK would keep
 * the signal until there is a worker.
 */
async function untilConnected(profile: TemporalProfile): Promise<NativeConnection> {
  const leave = (reason: string): void => {
    log.info({ reason }, 'stopping');
    process.exit(0);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, leave);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const connection = await connectWorker(profile);
      for (const signal of STOP_SIGNALS) process.off(signal, leave);
      return connection;
    } catch {
      if (attempt === 0)
        log.warn({ address: profile.connectionOptions.address }, 'Temporal does not answer; waiting for it');
      await pause(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** attempt));
    }
  }
}

runProcess(log, async () => {
  await main();
  process.exit(0);
});
