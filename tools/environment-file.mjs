// The settings of a running system as a file (`holdfast.env` in its home), for programs that are started beside it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './set-up.mjs';

/** @typedef {Readonly<Record<string, string>>} Environment only variables that have a value */

export const ENVIRONMENT_FILE = 'holdfast.env';

// In single quotes everything but these stands for itself, also in a shell.
const ENTRY = /^([A-Z][A-Z0-9_]*)='((?:[^']|'\\'')*)'$/gm;
const QUOTE = "'\\''";

/**
 * What the product reads, of an environment that may hold much else. The list is `.env.example`, which a test keeps whole.
 * @param {Environment} environment
 * @returns {string} the file's content; a shell can read it, too
 */
export function environmentText(environment) {
  const example = readFileSync(join(projectRoot, '.env.example'), 'utf8');
  const names = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);
  return names
    .filter((name) => environment[name])
    .map((name) => `${name}='${environment[name]?.replaceAll("'", QUOTE) ?? ''}'\n`)
    .join('');
}

/**
 * The environment for a program beside the system that runs in `home`. Variables that are set win; but where they name
 * another Temporal than that system's, all of the system's stay out: halves of two deployments fit nowhere.
 * @param {NodeJS.ProcessEnv} own
 * @param {string} home
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentBeside(own, home) {
  const file = join(home, ENVIRONMENT_FILE);
  if (!existsSync(file)) return own;
  const entries = [...readFileSync(file, 'utf8').matchAll(ENTRY)];
  const system = Object.fromEntries(entries.map(([, name = '', value = '']) => [name, value.replaceAll(QUOTE, "'")]));
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value));
  const { TEMPORAL_ADDRESS: address = system['TEMPORAL_ADDRESS'], TEMPORAL_PROFILE: profile } = set;
  const isElsewhere = address !== system['TEMPORAL_ADDRESS'] || profile !== system['TEMPORAL_PROFILE'];
  return isElsewhere ? own : { ...system, ...set };
}
