import { createHash } from 'node:crypto';
import { distance, isInstant } from './clock';

/** The pauses between questions grow no more after so many. */
export const MOST_QUESTIONS = 13;

/** As JSON, with instants as milliseconds from now. */
export function keyOf(value: unknown): string {
  if (typeof value === 'string') return isInstant(value) ? `@${distance(value)}` : `'${value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  let text = '';
  if (Array.isArray(value)) for (const one of value) text += `${keyOf(one)},`;
  else for (const key in value) text += `${key}:${keyOf((value as Record<string, unknown>)[key])},`;
  return `(${text})`;
}

/** A key of any length in a few bytes, of which millions are kept. */
export const digest = (key: string): string => createHash('sha1').update(key).digest('base64');
