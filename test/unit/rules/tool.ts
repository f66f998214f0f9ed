import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

/** A tree like the project's, in which every file breaks rules on purpose. */
const BROKEN_TREE = join(ROOT, 'test/fixtures/rules');

/** Runs a tool of the project over the broken tree, as if that were the project; answers its report as parsed JSON. */
export function reportOn(script: string, args: readonly string[]): unknown {
  const path = join(ROOT, 'node_modules', script);
  const { stdout, stderr } = spawnSync(process.execPath, [path, ...args], { cwd: BROKEN_TREE, encoding: 'utf8' });
  if (stdout === '') throw new Error(`${script} reported nothing: ${stderr}`);
  return JSON.parse(stdout);
}
