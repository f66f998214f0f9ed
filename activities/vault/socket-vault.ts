import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { Secret } from './secret';
import type { SecretByRef, SecretKind, StoredSecret, Vault } from './vault';
import { VaultUnavailable } from './vault';
import type { Answers, Operation, Requests } from './vault-protocol';
import { answerSchemas, problemSchema, readBody } from './vault-protocol';

export interface SocketVaultOptions {
  /** The Unix socket of the vault process. */
  readonly path: string;
  /** For one call, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
}

/**
 * A vault that lives in another process, reached over a Unix socket. Holds no secret and no connection between calls.
 */
export function createSocketVault(options: SocketVaultOptions): Vault {
  return {
    async put<K extends SecretKind>(kind: K, secret: Secret<SecretByRef[K]['value']>): Promise<StoredSecret<K>> {
      const request = { kind, value: secret.expose() } as Requests['put'];
      // The vault names a secret after the kind it was given: the answer's reference is one of K.
      return await call(options, 'put', request);
    },
    async claim(ref, owner) {
      return (await call(options, 'claim', { ref, owner })).claim;
    },
    async read<K extends SecretKind>(kind: K, ref: SecretByRef[K]['ref']) {
      const { value } = await call(options, 'read', { kind, ref });
      // The vault finds a reference only among the secrets of its kind: the value is one of K.
      return value === undefined ? undefined : new Secret(value);
    },
    async discard(ref) {
      await call(options, 'discard', { ref });
    },
  };
}

async function call<O extends Operation>(
  options: SocketVaultOptions,
  operation: O,
  request: Requests[O],
): Promise<Answers[O]> {
  try {
    const { status, body } = await exchange(options, operation, JSON.stringify(request));
    if (status === 200) return answerSchemas[operation].parse(JSON.parse(body));
    throw new VaultUnavailable(problemSchema.parse(JSON.parse(body)).problem);
  } catch (error) {
    if (error instanceof VaultUnavailable) throw error;
    // No `cause`: the error of a JSON parser quotes what it could not read, and that may be a card.
    throw new VaultUnavailable(`The vault cannot be reached (${reasonOf(error)})`);
  }
}

async function exchange(
  { path, timeoutMs }: SocketVaultOptions,
  operation: Operation,
  body: string,
): Promise<{ status: number | undefined; body: string }> {
  const request = httpRequest({
    socketPath: path,
    path: `/${operation}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    // A connection of its own for each call: a kept one would fail the first call after a restart of the vault.
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
  });
  // An abort while the answer is read shows on the answer; without a listener here it would end the process as well.
  request.on('error', () => undefined);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await readBody(response) };
}

/** The code of a socket's error, such as ENOENT; never its message. */
function reasonOf(error: unknown): string {
  const { name, code } = error as Partial<NodeJS.ErrnoException>;
  if (name === 'AbortError' || name === 'TimeoutError') return 'no answer in time';
  return typeof code === 'string' ? code : 'unreadable answer';
}
