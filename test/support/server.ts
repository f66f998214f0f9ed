import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually';

const HOST = '127.0.0.1';
/** On a machine that is busy with other things; a server that cannot start ends at once. */
const START_MS = 90_000;
const TRIES = 3;

/** A Temporal server of a test. */
export interface TestServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port, and waits as long as it takes to listen. */
export async function startServer(command: string, argsOn: (port: number) => readonly string[]): Promise<TestServer> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const server = spawn(command, argsOn(port), { stdio: 'ignore' });
    const hasEnded = once(server, 'exit').catch(() => undefined);
    const isUp = await eventually(async () => (await listens(port)) || hasExited(server), Boolean, START_MS);
    if (isUp && !hasExited(server)) {
      return {
        address: `${HOST}:${port}`,
        async stop() {
          // It has nothing to keep.
          server.kill('SIGKILL');
          await hasEnded;
        },
      };
    }
    // Somebody may have taken the port meanwhile.
    if (tries === TRIES) throw new Error(`${command} ended ${TRIES} times before it listened`);
  }
}

const hasExited = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || pid === undefined;

/** A port that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, HOST);
    const answer = (does: boolean): void => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
