import { once } from 'node:events';
import { lstat, unlink } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Secret } from './secret';
import { type Vault, VaultUnavailable } from './vault';
import type { Answers, Operation, Requests } from './vault-protocol';
import { BODY_LIMIT_BYTES, readBody, requestSchemas } from './vault-protocol';

export interface VaultServer {
  /** Stops listening, cuts open connections and removes the socket. */
  close(): Promise<void>;
}

/**
 * Serves a vault on a Unix socket that only this user may open (mode 0600). Who may replace the socket is a matter of
 * its directory, which must not be writable for others. A socket left behind by a dead process is replaced.
 * @throws Error when a live process listens there, or something that is no socket has that path.
 */
export async function serveVault(vault: Vault, path: string): Promise<VaultServer> {
  const server = createServer((request, response) => void respond(vault, request, response));
  // The peers are our own processes and their requests are small: a slow one is broken.
  server.requestTimeout = 5_000;
  server.headersTimeout = 5_000;
  await removeStaleSocket(path);
  await listenPrivately(server, path);
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listenPrivately(server: Server, path: string): Promise<void> {
  // Binding happens inside listen(), so the socket never exists with wider rights, not even for a moment.
  const previous = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(previous);
  }
  await once(server, 'listening');
}

async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket()) throw new Error(`${path} exists and is no socket: choose another path for the vault`);
  if (await isAlive(path)) throw new Error(`Another vault already listens on ${path}`);
  await unlink(path);
}

/** Only a refused connection proves that nobody listens: anything else (no permission, say) counts as alive. */
async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

const handlers: { readonly [O in Operation]: (vault: Vault, request: Requests[O]) => Promise<Answers[O]> } = {
  put: (vault, { kind, value }) => vault.put(kind, new Secret(value)),
  claim: async (vault, { ref, owner }) => ({ claim: await vault.claim(ref, owner) }),
  read: async (vault, { kind, ref }) => {
    const secret = await vault.read(kind, ref);
    return secret ? { value: secret.expose() } : {};
  },
  discard: async (vault, { ref }) => {
    await vault.discard(ref);
    return {};
  },
};

async function respond(vault: Vault, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(vault, request).catch(refusal);
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

async function answer(vault: Vault, request: IncomingMessage): Promise<{ status: number; body: object }> {
  const operation = request.url?.slice(1) ?? '';
  if (request.method !== 'POST' || !isOperation(operation)) return problem(404, 'No such operation of the vault');
  if (Number(request.headers['content-length']) > BODY_LIMIT_BYTES) return problem(413, 'The body is over the limit');
  const text = await readBody(request);
  return { status: 200, body: await perform(vault, operation, text) };
}

function perform<O extends Operation>(vault: Vault, operation: O, text: string): Promise<Answers[O]> {
  return handlers[operation](vault, requestSchemas[operation].parse(JSON.parse(text)));
}

const isOperation = (name: string): name is Operation => Object.hasOwn(handlers, name);

/** Says nothing of the error itself: those of parsers quote what they were given. */
function refusal(error: unknown): { status: number; body: object } {
  return error instanceof VaultUnavailable
    ? problem(503, error.message)
    : problem(400, 'The vault refused the request');
}

const problem = (status: number, sentence: string) => ({ status, body: { problem: sentence } });
