import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

type ConnectProblem = 'name-not-found' | 'connect-refused' | 'connect-timeout' | 'connect-failed' | 'tls-failed';

/** No usable connection came about, so no request can have been written to it. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';

  constructor(readonly problem: ConnectProblem) {
    super(problem);
  }
}

/**
 * Idle connections are closed by us after this time: shorter than the shortest keep-alive time of common servers (5 s),
 * since a request written to a connection that the gateway is just closing has an unknown outcome.
 */
const IDLE_MS = 4_000;

/**
 * A keep-alive agent that hands a connection to a request only when it is ready for bytes (TCP connected, TLS
 * verified). A plain Node agent hands it over at once and lets the request queue inside the connecting socket, where
 * nobody can tell any more whether it was written, nor hold it back when its time is over.
 */
export function createAgent(secure: boolean, connectMs: number): http.Agent {
  const options = { keepAlive: true, timeout: IDLE_MS };
  const agent = secure ? new https.Agent(options) : new http.Agent(options);
  const dial: http.Agent['createConnection'] = agent.createConnection.bind(agent);
  agent.createConnection = (target, done) => {
    // Both agents dial with net.connect or tls.connect, which return a net.Socket.
    const socket = dial(target) as Socket;
    whenReady(socket, secure ? 'secureConnect' : 'connect', connectMs, (problem) =>
      done?.(problem ? new ConnectError(problem) : null, socket),
    );
    return undefined;
  };
  return agent;
}

const PROBLEMS: Readonly<Record<string, ConnectProblem>> = {
  ECONNREFUSED: 'connect-refused',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  ETIMEDOUT: 'connect-timeout',
};

function whenReady(
  socket: Socket,
  readyEvent: 'connect' | 'secureConnect',
  timeoutMs: number,
  done: (problem?: ConnectProblem) => void,
): void {
  let connected = false;
  const onConnect = (): void => void (connected = true);
  const onReady = (): void => finish();
  const onError = (error: NodeJS.ErrnoException): void =>
    finish(connected ? 'tls-failed' : (PROBLEMS[error.code ?? ''] ?? 'connect-failed'));
  const onClose = (): void => finish('connect-failed');
  const timer = setTimeout(() => finish('connect-timeout'), timeoutMs);

  function finish(problem?: ConnectProblem): void {
    clearTimeout(timer);
    socket.off('connect', onConnect).off(readyEvent, onReady).off('error', onError).off('close', onClose);
    if (problem) socket.on('error', () => undefined).destroy();
    done(problem);
  }
  socket.once('connect', onConnect).once(readyEvent, onReady).once('error', onError).once('close', onClose);
}
