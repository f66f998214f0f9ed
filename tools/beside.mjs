// Runs one of the built programs beside the system of `npm start`: does what is missing, and finds its settings.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { environmentBeside } from './environment-file.mjs';
import { homeFolder } from './home.mjs';
import { assertNodeVersion, ensureBuild, ensureDependencies, projectRoot } from './set-up.mjs';

/**
 * Ends this process as the program ends.
 * @param {string} script below dist/
 * @param {string[]} args
 */
export async function runBeside(script, args) {
  try {
    assertNodeVersion();
    await ensureDependencies();
    await ensureBuild();
  } catch (error) {
    console.error(`Set-up failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
  const env = environmentBeside(process.env, homeFolder());
  const child = spawn(process.execPath, [join(projectRoot, 'dist', script), ...args], { env, stdio: 'inherit' });
  // A terminal sends Ctrl-C to both of us: the program decides what it means.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = /** @type {[number | null, NodeJS.Signals | null]} */ (await once(child, 'exit'));
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
}
