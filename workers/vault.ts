import { readFileSync } from 'node:fs';
import { url as inspectorUrl } from 'node:inspector';
import { createMemoryVault, serveVault, socketPathOf } from '../activities/vault';
import { exitOnBadConfig, loadConfig } from './config';
import { runProcess, stopOnSignals } from './life-cycle';
import { createLogger } from './logging';

/*
 * The vault process of the embedded start: cards and OTPs live in its memory and nowhere else, so that the edge and
 * the workers survive each other's death. When this process dies its secrets are gone, and buyers are asked again.
 */

const MAX_ENTRIES = 50_000;
const SWEEP_EVERY_MS = 1_000;
const COPYING_FLAGS = /--(inspect|heapsnapshot|report-|abort-on-uncaught)/;

const config = exitOnBadConfig(() => loadConfig(process.env, ['log', 'vault']));
const log = createLogger({ name: 'vault', level: config.log.level });

async function main(): Promise<void> {
  guardMemory();
  const path = socketPathOf(config.vault.url);
  const vault = createMemoryVault({ ttlMs: config.vault.ttlMs, maxEntries: MAX_ENTRIES });
  const server = await serveVault(vault, path);
  const sweep = setInterval(() => vault.forgetExpired(), SWEEP_EVERY_MS);
  stopOnSignals(log, () => {
    clearInterval(sweep);
    return server.close();
  });
  log.info({ path }, 'vault listening');
}

/**
 * What a process itself can do against copies of its memory. Node cannot forbid its own core dumps: that is `ulimit -c
 * 0`.
 */
function guardMemory(): void {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  if (inspectorUrl() !== undefined || COPYING_FLAGS.test(flags)) {
    throw new Error('The vault does not start with a debugger, heap snapshots or reports switched on');
  }
  // Without a listener SIGUSR1 would open a debugger port.
  process.on('SIGUSR1', () => log.warn('SIGUSR1 ignored: no debugger in the vault'));
  if (coreDumpsAllowed()) log.warn('core dumps are allowed and would hold cards: start the vault under `ulimit -c 0`');
}

function coreDumpsAllowed(): boolean {
  try {
    return !/^Max core file size\s+0\s/m.test(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return false; // no /proc here (macOS, Windows): nothing to tell
  }
}

runProcess(log, main);
