import { GatewayError, logIn } from '../activities/gateway';
import { assertVaultAnswers, openVault } from '../activities/vault';
import { Ailment } from '../clients/cli/doctor';
import type { Check } from '../clients/cli/doctor';
import type { Inspection } from '../clients/temporal/inspection';
import { SEARCH_ATTRIBUTES, TASK_QUEUE } from '../workflows/contract/common';
import { SECOND_MS } from '../workflows/domain/values/time';
import { WORKER_PROBE } from '../workflows/contract/probe';
import { ALL_SECTIONS, ConfigError, loadConfig } from './config';
import type { Config, Section } from './config';
import type { Environment } from './config-schema';

export interface DoctorPorts {
  readonly environment: Environment;
  readonly inspect: (temporal: Config['temporal']) => Inspection;
  /** References of orders whose workflow ended before they were settled, at most so many. */
  readonly endedOrders: (temporal: Config['temporal'], atMost: number) => Promise<readonly string[]>;
  /**
   * How far the gateway's clock is off by the newest open holds, at most so many; holds for which no worker answers are
   * left out.
   */
  readonly clockOffsMs: (
    temporal: Config['temporal'],
    encryption: Config['encryption'],
    atMost: number,
  ) => Promise<readonly number[]>;
}

/** What can keep Holdfast from working. Later checks need what earlier ones look at. */
export function createChecks({ environment, inspect, endedOrders, clockOffsMs }: DoctorPorts): readonly Check[] {
  const settings = <S extends Section>(section: S): Config[S] => settingsOf(environment, section);
  const temporal = async (): Promise<[Inspection, Config['temporal']]> => {
    const config = settings('temporal');
    return [inspect(config), config];
  };
  return [
    { name: 'configuration', run: async () => checkConfiguration(environment) },
    { name: 'temporal', run: async () => checkServer(...(await temporal())) },
    { name: 'namespace', run: async () => checkNamespace(...(await temporal())) },
    { name: 'search-attributes', run: async () => checkSearchAttributes(...(await temporal())) },
    { name: 'workers', run: async () => checkWorkers((await temporal())[0]) },
    {
      name: 'orders',
      run: async () => checkOrders(await reached(endedOrders(settings('temporal'), MOST_NAMED + 1))),
    },
    { name: 'gateway', run: async () => checkGateway(settings('gateway')) },
    {
      name: 'gateway-clock',
      run: async () => {
        const { clockToleranceMs } = settings('orders').timing;
        const offsMs = clockOffsMs(settings('temporal'), settings('encryption'), MOST_NAMED);
        return checkClock(await reached(offsMs), clockToleranceMs);
      },
    },
    { name: 'vault', run: async () => checkVault(settings('vault')) },
  ];
}

function checkConfiguration(environment: Environment): string {
  try {
    loadConfig(environment, ALL_SECTIONS);
    return 'every variable of every process has a value that fits';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Ailment(
      `${error.problems.length} variables to set or correct`,
      error.problems.map(({ variable, expected }) => `${variable}: expected ${expected}`),
    );
  }
}

/** @throws Ailment when the check cannot be made for want of its settings */
function settingsOf<S extends Section>(environment: Environment, section: S): Config[S] {
  try {
    return loadConfig(environment, [section])[section];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const names = error.problems.map(({ variable }) => variable).join(', ');
    throw new Ailment('not looked at: its settings are wrong', [`Set or correct ${names}`]);
  }
}

async function checkServer(temporal: Inspection, { connectionOptions }: Config['temporal']): Promise<string> {
  const { address } = connectionOptions;
  const version = await temporal.version().catch(() => {
    throw new Ailment(`no answer that could be used from ${address}`, [
      'Start the server, or correct TEMPORAL_ADDRESS',
      'If it wants TLS or an API key: TEMPORAL_TLS, TEMPORAL_TLS_…, TEMPORAL_API_KEY',
    ]);
  });
  return `server ${version} at ${address}`;
}

async function checkNamespace(temporal: Inspection, { namespace }: Config['temporal']): Promise<string> {
  if (await reached(temporal.hasNamespace())) return namespace;
  throw new Ailment(`there is no namespace ${namespace}`, [
    `temporal operator namespace create --namespace ${namespace} --retention 30d`,
    'or correct TEMPORAL_NAMESPACE',
  ]);
}

/** `KEYWORD` as the CLI calls it. */
const cliType = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase();

async function checkSearchAttributes(temporal: Inspection, { namespace }: Config['temporal']): Promise<string> {
  const found = await reached(temporal.searchAttributes());
  const wanted = Object.entries<string>(SEARCH_ATTRIBUTES);
  const bad = wanted.filter(([name, type]) => found[name] !== type);
  if (bad.length === 0) return `all ${wanted.length} are there`;
  const command = (verb: string, flags: string): string =>
    `temporal operator search-attribute ${verb} --namespace ${namespace} ${flags}`;
  const missing = bad.filter(([name]) => found[name] === undefined);
  const mistyped = bad.filter(([name]) => found[name] !== undefined);
  const words = [
    ...missing.map(([name]) => `${name} is missing`),
    ...mistyped.map(([name, type]) => `${name} is ${cliType(found[name] ?? '')} instead of ${cliType(type)}`),
  ];
  const create = bad.map(([name, type]) => `--name ${name} --type ${cliType(type)}`).join(' ');
  throw new Ailment(words.join(', '), [
    ...mistyped.map(([name]) => command('remove', `--name ${name} --yes`)),
    command('create', create),
  ]);
}

async function checkWorkers(temporal: Inspection): Promise<string> {
  const { workflows, activities } = await reached(temporal.pollers(TASK_QUEUE));
  const seen = Math.min(workflows, activities);
  if (seen === 0)
    throw new Ailment(`no worker polls ${TASK_QUEUE}`, [
      'Start the process worker: node dist/workers/worker.js; if it runs, its log says what it waits for',
    ]);
  if (await temporal.isWorkerAwake({ taskQueue: TASK_QUEUE, probe: WORKER_PROBE }))
    return `${seen} polling ${TASK_QUEUE}, and one answered`;
  throw new Ailment(`no worker answers, though ${seen} polled ${TASK_QUEUE} not long ago`, [
    'Look whether the process worker runs, is stopped or hangs, and start it again: orders go on where they were',
  ]);
}

/** How many are named, so that nobody has to read thousands. */
const MOST_NAMED = 20;

/** A workflow that has ended is not an order that has ended. */
function checkOrders(ended: readonly string[]): string {
  if (ended.length === 0) return 'none whose workflow ended before it was settled';
  const names = ended.slice(0, MOST_NAMED).join(', ') + (ended.length > MOST_NAMED ? ' and more' : '');
  throw new Ailment(`nobody looks after ${names}: the workflow ended before the order was settled`, [
    'holdfast order revive <reference> --actor … --reason …, for each: it asks the gateway before it sends anything',
  ]);
}

async function checkGateway({ baseUrl, clientId, clientSecret }: Config['gateway']): Promise<string> {
  try {
    await logIn({ baseUrl, clientId, clientSecret });
    return `${baseUrl} gave a token`;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { httpStatus = 0, code } = error.fields;
    const isRefused = httpStatus >= 400 && httpStatus < 500 && httpStatus !== 404 && httpStatus !== 429;
    throw new Ailment(`${baseUrl} gave no token (${code})`, [
      isRefused ? 'Correct PLURAL_CLIENT_ID and PLURAL_CLIENT_SECRET' : 'Correct PLURAL_BASE_URL, or wait for it',
    ]);
  }
}

/**
 * Core rule 17: our own clock bounds what a wrong one says of a hold. Only the stamps of holds show how far it is off.
 */
function checkClock(offsMs: readonly number[], toleranceMs: number): string {
  const furthestMs = offsMs.reduce((furthest, off) => (Math.abs(off) > Math.abs(furthest) ? off : furthest), 0);
  const where = `by the stamps of the newest open holds (${offsMs.length})`;
  if (offsMs.length === 0) return 'no open hold shows it';
  if (furthestMs === 0) return `${where} as ours allows`;
  const off = `${Math.ceil(Math.abs(furthestMs) / SECOND_MS)} s ${furthestMs > 0 ? 'ahead of' : 'behind'} ours`;
  if (Math.abs(furthestMs) <= toleranceMs) return `${where} at most ${off}`;
  throw new Ailment(`it is ${off}, ${where}: more than GATEWAY_CLOCK_TOLERANCE`, [
    'Compare the clocks of the workers with a time server first: theirs decide when a hold is decided about',
    'If those are right, ask Pine Labs about the updated_at of payments; no hold is decided about later than ours allows',
  ]);
}

async function checkVault({ url }: Config['vault']): Promise<string> {
  try {
    await assertVaultAnswers(openVault(url));
    return url;
  } catch {
    throw new Ailment(`no answer at ${url}`, [
      'Start the process vault: node dist/workers/vault.js, as the user of the others',
      'or correct VAULT_URL',
    ]);
  }
}

/** What keeps one question from its answer keeps all of them, and the check of the server explains it best. */
const reached = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    const code = (error as { readonly code?: unknown }).code;
    const isForbidden = code === PERMISSION_DENIED || code === UNIMPLEMENTED;
    throw isForbidden
      ? new Ailment('Temporal does not let us look', ['Ask its operator: Temporal Cloud shows it in its own web page'])
      : new Ailment('Temporal does not answer', ['Mend what the check "temporal" says first']);
  });
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
