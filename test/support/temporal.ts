import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import type { ClientOptions, WorkflowClientInterceptor } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { DataConverter, SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime, DefaultLogger } from '@temporalio/worker';
import type { LogEntry, Worker, WorkflowBundleOption } from '@temporalio/worker';
import type { Dependencies } from '../../activities';
import { parseKeyring } from '../../clients/temporal/codec';
import { createDataConverter } from '../../clients/temporal/data-converter';
import { createOrderWorker } from '../../workers/order-worker';
import { SEARCH_ATTRIBUTES } from '../../workflows/contract/common';
import devServer from '../../tools/dev-server.json';
import { eventually } from './eventually';
import { startServer } from './server';
import type { TestServer } from './server';

/** The build's bundle: what is tested is what is shipped. */
export const BUNDLE = { codePath: path.resolve(__dirname, '../../dist/workflow-bundle.js') };

const TEST_KEYRING = parseKeyring(`test:${randomBytes(32).toString('base64')}`);

const SEARCH_ATTRIBUTE_KEYS = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) =>
  defineSearchAttributeKey(name, type as SearchAttributeType),
);

let runtimeInstalled = false;
/** The SDK takes one runtime a process; warnings of expected failures would only hide the tests' own words. */
export function quietRuntime(): void {
  if (runtimeInstalled) return;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
  runtimeInstalled = true;
}

/** In its place, for tests of what is logged: before anything else of Temporal. */
export function loggingRuntime(onEntry: (entry: LogEntry) => void): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', onEntry),
    telemetryOptions: { logging: { filter: 'ERROR' } },
  });
  runtimeInstalled = true;
}

function requiredPath(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: run the suite by npm test, which finds the binaries`);
  return value;
}

/** As in the product, under a key that lives as long as the test. */
const ENCRYPTED: DataConverter = createDataConverter(TEST_KEYRING);
/** For recorded histories, which have to be readable without a key; their orders are made up. */
export const READABLE: DataConverter = { failureConverterPath: require.resolve('../../workflows/failure-converter') };

/** Days pass in seconds. Lists and schedules are not to be had here. */
export async function startVirtualTime(dataConverter = ENCRYPTED): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const query = askedAgain(() => environment.connection);
  const server = await startServer(requiredPath('TEMPORAL_TEST_SERVER_PATH'), (port) => [String(port)]);
  const environment = await timeSkippingAt(server, { dataConverter, interceptors: { workflow: [{ query }] } });
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.namespace ?? 'default',
    searchAttributes: Object.fromEntries(
      SEARCH_ATTRIBUTE_KEYS.map(({ name, type }) => [
        name,
        INDEXED_VALUE_TYPES[type as keyof typeof INDEXED_VALUE_TYPES],
      ]),
    ),
  });
  return environment;
}

/**
 * An environment on a server of our own that skips time. The SDK makes one only of a server that it starts itself, and
 * gives that five seconds, which a busy machine needs for the Java runtime alone.
 */
async function timeSkippingAt(server: TestServer, client: ClientOptions): Promise<TestWorkflowEnvironment> {
  const { create } = TestWorkflowEnvironment as unknown as {
    create(options: object): Promise<TestWorkflowEnvironment>;
  };
  const options = { server: { type: 'existing' }, address: server.address, supportsTimeSkipping: true, client };
  return endingWith(server, create.call(TestWorkflowEnvironment, options));
}

/** The server ends with its environment, or at once when there comes none of it. */
async function endingWith(
  server: TestServer,
  connected: Promise<TestWorkflowEnvironment>,
): Promise<TestWorkflowEnvironment> {
  try {
    const environment = await connected;
    const close = environment.teardown.bind(environment);
    environment.teardown = async () => {
      await close();
      await server.stop();
    };
    return environment;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const QUERY_PATIENCE_MS = 2_000;
const MOST_QUERIES = 3;

/** That server now and then loses a query that meets a workflow task (seen); the next one is answered. */
const askedAgain =
  (connection: () => Connection): NonNullable<WorkflowClientInterceptor['query']> =>
  (input, next) => {
    const answered = new AbortController();
    const { signal } = answered;
    const queries = Array.from({ length: MOST_QUERIES }, async (_, before) => {
      await pause(before * QUERY_PATIENCE_MS, undefined, { signal });
      // Those that are lost end with the one that is answered: left alone they would outlive the environment.
      return connection()
        .withAbortSignal(signal, () => next(input))
        .finally(() => answered.abort());
    });
    return Promise.any(queries).catch((lost: unknown) => Promise.reject((lost as AggregateError).errors[0] as Error));
  };

/** Numbers of the API's IndexedValueType. */
const INDEXED_VALUE_TYPES = { KEYWORD: 2, INT: 3, DATETIME: 6 } as const;

/** The real dev server, with the settings `npm start` gives it and its data in memory. */
export async function startDevServer(extraArgs: readonly string[] = []): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const server = await startServer(requiredPath('TEMPORAL_CLI_PATH'), (port) => [...devServerArgs(port), ...extraArgs]);
  const connected = async (): Promise<TestWorkflowEnvironment> => {
    await eventually(() => isHealthy(server), Boolean, HEALTHY_WITHIN_MS);
    const client = { dataConverter: ENCRYPTED };
    return TestWorkflowEnvironment.createFromExistingServer({ address: server.address, client });
  };
  return endingWith(server, connected());
}

const HEALTHY_WITHIN_MS = 60_000;

/** It listens before it answers. */
const isHealthy = ({ address }: TestServer): Promise<boolean> =>
  Connection.connect({ address }).then(
    (connection) => connection.close().then(() => true),
    () => false,
  );

const devServerArgs = (port: number): string[] => [
  ...['server', 'start-dev', '--headless', '--log-level', 'error', '--port', String(port)],
  ...repeated('--search-attribute', devServer.searchAttributes),
  ...repeated('--dynamic-config-value', devServer.dynamicConfig),
];

/** The flag once for each value. */
const repeated = (flag: string, values: object): string[] =>
  Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);

/** A worker on a queue of its own. */
export const startWorker = (
  environment: TestWorkflowEnvironment,
  dependencies: Dependencies,
  dataConverter = ENCRYPTED,
  taskQueue = `orders-${randomUUID()}`,
  workflowBundle: WorkflowBundleOption = BUNDLE,
): Promise<Worker> =>
  createOrderWorker({
    connection: environment.nativeConnection,
    namespace: environment.namespace ?? 'default',
    dataConverter,
    dependencies,
    workflowBundle,
    taskQueue,
  });
