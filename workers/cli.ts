import { connectHoldfast } from '../clients';
import { CliError } from '../clients/cli/exit-codes';
import type { CliPorts, Desk } from '../clients/cli/ports';
import { runCli } from '../clients/cli/program';
import { createSecretInput } from '../clients/cli/secret-input';
import { endedOrders } from '../clients/ended-orders';
import { gatewayClockOffsMs } from '../clients/gateway-clock';
import { createTemporalClient } from '../clients/temporal/connection';
import { createDataConverter } from '../clients/temporal/data-converter';
import type { TemporalProfile } from '../clients/temporal/connection';
import { inspectTemporal } from '../clients/temporal/inspection';
import type { Inspection } from '../clients/temporal/inspection';
import { ConfigError, loadConfig } from './config';
import type { Config } from './config';
import { createChecks } from './doctor';

/* The process behind the command `holdfast`: gives the commands their orders, and the terminal. */

const ANSWER_WITHIN_MS = 5_000;

function connect(): Desk {
  try {
    const config = loadConfig(process.env, ['temporal', 'vault', 'encryption', 'orders', 'returns']);
    const { temporal, vault, encryption, orders, returns } = config;
    return connectHoldfast({
      temporal,
      encryptionKeys: encryption.keyring,
      vaultUrl: vault.url,
      defaults: orders,
      returnUrlHosts: returns.hosts,
      ...(temporal.uiUrl !== undefined && { uiUrl: temporal.uiUrl }),
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const errors = error.problems.map(({ variable, expected }) => ({
      field: variable,
      reason: `expected ${expected}`,
    }));
    throw new CliError({ exit: 'wrong', type: 'configuration', message: error.message, errors });
  }
}

/** The doctor's client of Temporal, once it has needed one. It has no key: nothing that it reads is sealed. */
let examined: ReturnType<typeof createTemporalClient> | undefined;
const lookAt = (profile: TemporalProfile): ReturnType<typeof createTemporalClient> =>
  (examined ??= createTemporalClient(profile, {}));

const inspect = (profile: TemporalProfile): Inspection =>
  inspectTemporal(lookAt(profile).connection, profile.namespace, ANSWER_WITHIN_MS);

async function endedReferences(profile: TemporalProfile, atMost: number): Promise<readonly string[]> {
  const { client } = lookAt(profile);
  const found: string[] = [];
  await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, async () => {
    for await (const { reference } of endedOrders(client)) if (found.push(reference) === atMost) return;
  });
  return found;
}

/** What an order shows is sealed, so this needs the key. */
async function clockOffsMs(
  profile: TemporalProfile,
  { keyring }: Config['encryption'],
  atMost: number,
): Promise<readonly number[]> {
  const { client, connection } = createTemporalClient(profile, createDataConverter(keyring));
  try {
    return await gatewayClockOffsMs(client, atMost, { timeoutMs: ANSWER_WITHIN_MS });
  } finally {
    await connection.close();
  }
}

const interrupted = new AbortController();
// Only once: a second Ctrl-C means that somebody does not want to wait for us.
process.once('SIGINT', () => interrupted.abort());
// The reader of our output may have gone: `holdfast order list | head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit());

const ports: CliPorts = {
  connect,
  checks: createChecks({ environment: process.env, inspect, endedOrders: endedReferences, clockOffsMs }),
  output: {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
  },
  input: createSecretInput(process.stdin, process.stderr),
  clock: Date.now,
  interrupted: interrupted.signal,
};

void runCli(process.argv.slice(2), ports).then(async (code) => {
  process.exitCode = code;
  await examined?.connection.close();
});
