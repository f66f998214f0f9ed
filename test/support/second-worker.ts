import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { System } from './system';

const WORKER = path.resolve(__dirname, '../../dist/workers/worker.js');
/** The settings are in the system's home, for a shell to read; but the port of its own worker is taken. */
const BESIDE = 'set -a; . "$0"; WORKER_HTTP_PORT=0; exec "$@"';

/** A worker beside that of a running system. */
export interface SecondWorker {
  /** Its log. */
  said(): string;
  stop(): Promise<void>;
}

export function startSecondWorker({ home }: System): SecondWorker {
  const worker = spawn('/bin/sh', ['-c', BESIDE, path.join(home, 'holdfast.env'), process.execPath, WORKER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  worker.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return {
    said: () => said,
    async stop() {
      if (worker.exitCode !== null || worker.signalCode !== null) return;
      worker.kill('SIGTERM');
      await once(worker, 'exit');
    },
  };
}
