import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';

/**
 * `GET /healthz`: the process is alive. `GET /readyz`: it polls for work. `stateOf` is the worker's, in the SDK's
 * words.
 */
export async function serveWorkerHealth(
  stateOf: () => string,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  const statusOf = (path: string | undefined): number => {
    if (path === '/healthz') return 200;
    if (path === '/readyz') return stateOf() === 'RUNNING' ? 200 : 503;
    return 404;
  };
  const server = createServer(({ url }, response) => {
    const status = statusOf(url?.split('?', 1)[0]);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 404 ? { error: 'not_found' } : { state: stateOf() }));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
