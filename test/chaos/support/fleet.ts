import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection, Client } from '@temporalio/client';
import type { Activities } from '../../../activities';
import { parseKeyring } from '../../../clients/temporal/codec';
import { createDataConverter } from '../../../clients/temporal/data-converter';
import { queryOf } from '../../../clients/order-glance';
import { OrderReader } from '../../../clients/order-reader';
import type { OrderGlance } from '../../../clients/orders';
import { orderWorkflowId, PRE_AUTH_ORDER } from '../../../workflows/contract/order';
import { REFUND_ORDER } from '../../../workflows/contract/refund';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/server';
import { startSystem } from '../../support/system';
import type { Reply, Run, System } from '../../support/system';
import { isAtRest } from './resting';

const ROOT = path.resolve(__dirname, '../../..');
const HOST = '127.0.0.1';

/** What `npm start` runs, with a second process of the API beside its own. */
export interface Fleet {
  readonly system: System;
  /** A request to one of the two APIs; `null` when nobody answered. */
  ask<T = Record<string, unknown>>(request: ApiRequest): Promise<Reply<T> | null>;
  /** The same request again and again, under its key, until the answer is a definite one. `null`: none came in time. */
  insist<T = Record<string, unknown>>(request: ApiRequest, withinMs?: number): Promise<Reply<T> | null>;
  /** Orders that go on by themselves, or of which a refund does. */
  moving(): Promise<readonly string[]>;
  /** Every order, as the index has it. */
  glances(): Promise<readonly OrderGlance[]>;
  /** What Temporal knows of an order that does not move: its last events, and its task that fails or waits. */
  whyStuck(reference: string): Promise<readonly string[]>;
  /** How many results of activities, local ones too, the history of a workflow has. */
  resultsOf(workflowId: string): Promise<number>;
  /** How often an activity of a workflow was handed to a worker, and what became of it. */
  triesOf(workflowId: string, activity: keyof Activities): Promise<Tries>;
  /** The whole history of an order, readable, as replay takes it. */
  historyOf(reference: string): Promise<string>;
  close(): Promise<void>;
}

export interface Tries {
  readonly handed: number;
  /** Of these: ended without a result, because the worker or the server died. */
  readonly lost: number;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST';
  readonly route: string;
  readonly body?: object;
  /** `Idempotency-Key`. */
  readonly key?: string;
  /** Which of the two: an even or an odd number. */
  readonly api?: number;
}

const PATIENCE_MS = 60_000;
const REQUEST_MS = 15_000;
const INDEX_MS = 120_000;
const EVERY_ORDER = 100_000;
/** Nothing was decided by these: asked again. */
const UNDECIDED: readonly number[] = [202, 408, 429, 500, 502, 503, 504];

/** Starts it all with these settings; what both APIs have to share is made up here. */
export async function startFleet(settings: Record<string, string> = {}): Promise<Fleet> {
  const home = await mkdtemp(path.join(tmpdir(), 'holdfast-'));
  const shared = { ...sharedSettings(home), ...settings };
  const system = await startSystem(shared, home);
  const second = await startSecondApi(system.run(), shared);
  const urls = (): string[] => [system.run().apiUrl, second.url];
  const client = temporalOf(system.run(), shared['ENCRYPTION_KEYS'] ?? '');

  const ask: Fleet['ask'] = (request) => send(urls()[(request.api ?? 0) % 2] ?? '', system.run().apiKey, request);
  const insist = async <T>(request: ApiRequest, withinMs = PATIENCE_MS): Promise<Reply<T> | null> => {
    const endMs = Date.now() + withinMs;
    for (let attempt = request.api ?? 0; ; attempt += 1) {
      const reply = await ask<T>({ ...request, api: attempt });
      if (reply && !UNDECIDED.includes(reply.status)) return reply;
      if (Date.now() > endMs) return null;
      await pause(300);
    }
  };
  return {
    system,
    ask,
    insist,
    moving: () => movingOrders(client),
    glances: () => new OrderReader(client).search(queryOf({}), EVERY_ORDER, { timeoutMs: INDEX_MS }),
    whyStuck: (reference) => whyStuck(client, reference),
    resultsOf: (workflowId) => resultsOf(client, workflowId),
    triesOf: (workflowId, activity) => triesOf(client, workflowId, activity),
    historyOf: (reference) => historyOf(system.run(), reference),
    async close() {
      await client.connection.close();
      await second.stop();
      await system.remove();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function temporalOf({ temporalAddress, namespace }: Run, encryptionKeys: string): Client {
  const connection = Connection.lazy({ address: temporalAddress });
  // The memo of each order is encrypted.
  return new Client({ connection, namespace, dataConverter: createDataConverter(parseKeyring(encryptionKeys)) });
}

async function movingOrders(client: Client): Promise<readonly string[]> {
  const types = `WorkflowType IN ('${PRE_AUTH_ORDER}', '${REFUND_ORDER}')`;
  const references = new Set<string>();
  for await (const run of client.workflow.list({ query: `${types} AND ExecutionStatus = 'Running'` }))
    if (!isAtRest(run.typedSearchAttributes)) references.add(ofOrder(run.workflowId));
  return [...references];
}

/** The order of a workflow of the mix, where refunds are named after their order. */
const ofOrder = (workflowId: string): string => workflowId.replace(/^(preauth|refund)-(.+?)(-r\d+)?$/, '$2');

async function resultsOf(client: Client, workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const results = (events ?? []).filter(
    ({ activityTaskCompletedEventAttributes: completed, markerRecordedEventAttributes: marker }) =>
      completed ?? marker?.markerName === 'core_local_activity',
  );
  return results.length;
}

async function triesOf(client: Client, workflowId: string, activity: string): Promise<Tries> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const handed = (events ?? []).flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === activity ? [String(eventId)] : [],
  );
  const lost = (events ?? []).filter(({ activityTaskTimedOutEventAttributes: timedOut }) =>
    handed.includes(String(timedOut?.scheduledEventId)),
  );
  return { handed: handed.length, lost: lost.length };
}

async function historyOf({ temporalAddress, codecUrl }: Run, reference: string): Promise<string> {
  const workflow = ['workflow', 'show', '--output', 'json', '--workflow-id', orderWorkflowId(reference)];
  const where = ['--address', temporalAddress, '--codec-endpoint', codecUrl];
  const { TEMPORAL_CLI_PATH = 'temporal' } = process.env;
  return (await promisify(execFile)(TEMPORAL_CLI_PATH, [...workflow, ...where], { maxBuffer: 2 ** 26 })).stdout;
}

async function whyStuck(client: Client, reference: string): Promise<readonly string[]> {
  const handle = client.workflow.getHandle(orderWorkflowId(reference));
  const [{ raw }, { events }] = await Promise.all([handle.describe(), handle.fetchHistory()]);
  const last = (events ?? []).slice(-12).map((event) => {
    const kind = Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? 'unknown';
    const cause = event.workflowTaskFailedEventAttributes?.failure?.message;
    return `${event.eventId?.toString()} ${kind.replace('EventAttributes', '')}${cause ? `: ${cause}` : ''}`;
  });
  const { pendingWorkflowTask: task } = raw;
  return [...last, task ? `pending task: attempt ${task.attempt}` : 'no pending task'];
}

const secret = (bytes: number): string => randomBytes(bytes).toString('hex');

const sharedSettings = (home: string): Record<string, string> => ({
  API_KEYS: `chaos:${secret(16)}:place+read+decide+refund+operator+cards`,
  CHECKOUT_TOKEN_KEYS: secret(32),
  ENCRYPTION_KEYS: `chaos:${randomBytes(32).toString('base64')}`,
  PLURAL_CALLBACK_SECRET: secret(32),
  PLURAL_WEBHOOK_SECRET: secret(16),
  VAULT_URL: `unix:${path.join(home, 'v.sock')}`,
  RETURN_URL_HOSTS: `${HOST},localhost`,
  LOG_LEVEL: 'warn',
});

async function send<T>(url: string, apiKey: string, request: ApiRequest): Promise<Reply<T> | null> {
  const { method = 'POST', route, body, key } = request;
  const startedAt = performance.now();
  try {
    const reply = await fetch(`${url}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const text = await reply.text();
    return { status: reply.status, body: (text ? JSON.parse(text) : null) as T, ms: performance.now() - startedAt };
  } catch {
    return null;
  }
}

async function startSecondApi(
  run: Run,
  shared: Record<string, string>,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const url = `http://${HOST}:${port}`;
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/workers/api.js')], {
    env: {
      ...shared,
      TEMPORAL_ADDRESS: run.temporalAddress,
      TEMPORAL_NAMESPACE: run.namespace,
      PUBLIC_URL: run.apiUrl,
      HTTP_HOST: HOST,
      HTTP_PORT: String(port),
    },
    stdio: 'ignore',
  });
  await eventually(
    () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    Boolean,
    30_000,
  );
  return {
    url,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
