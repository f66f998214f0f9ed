import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionOptions } from '@temporalio/client';
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/**
 * Where Temporal is and who we are there: the standard `TEMPORAL_*` variables or a profile. For clients and workers.
 */
export interface TemporalProfile {
  readonly connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & { address: string };
  readonly namespace: string;
}

/**
 * Reads the profile, or answers with the variables that are missing or wrong. Address and namespace have no default
 * here, and a configuration file is read only where a variable names it or a profile in it: the library itself would
 * ignore a missing file without a word and go to localhost, or pick up a file that happens to lie there.
 */
export function temporalProfile(env: Readonly<Record<string, string | undefined>>): TemporalProfile | string[] {
  const { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: profileName } = env;
  if (file !== undefined && !existsSync(file)) return ['TEMPORAL_CONFIG_FILE'];
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({
      overrideEnvVars: Object.fromEntries(given),
      disableFile: file === undefined && profileName === undefined,
    });
    const { address } = connectionOptions;
    if (address !== undefined && namespace !== undefined) {
      return { connectionOptions: { ...connectionOptions, address }, namespace };
    }
    return [
      ...(address === undefined ? ['TEMPORAL_ADDRESS'] : []),
      ...(namespace === undefined ? ['TEMPORAL_NAMESPACE'] : []),
    ];
  } catch {
    // The message may quote what it read.
    return [file === undefined ? 'TEMPORAL_PROFILE' : 'TEMPORAL_CONFIG_FILE'];
  }
}

/**
 * A client that connects with its first call. It gives up on a dead server after about a second instead of the
 * library's ten attempts, so that a caller learns in time, and can safely repeat the call.
 */
export function createTemporalClient(
  { connectionOptions, namespace }: TemporalProfile,
  dataConverter: DataConverter,
): { readonly client: Client; readonly connection: Connection } {
  const connection = Connection.lazy({
    ...(connectionOptions as ConnectionOptions),
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 4 }))],
  });
  return { client: new Client({ connection, namespace, dataConverter }), connection };
}

/** Rejects when the server does not answer, or does not know the namespace, within the time given. */
export async function assertTemporalAnswers(client: Client, timeoutMs: number): Promise<void> {
  const { namespace } = client.options;
  await client.withDeadline(Date.now() + timeoutMs, () => client.workflowService.describeNamespace({ namespace }));
}

/** Resolves once Temporal answers; asks again with growing pauses, at most 5 s, and says so once. */
export async function untilTemporalAnswers(
  client: Client,
  sayWaiting: () => void,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await assertTemporalAnswers(client, 2_000);
    } catch {
      if (attempt === 0) sayWaiting();
      await pause(Math.min(5_000, 250 * 2 ** attempt), undefined, options);
    }
  }
}
