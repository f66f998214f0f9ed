import type { z } from 'zod';
import type { FieldError } from './order-errors';
import { invalidFields } from './order-errors';

/** Names of fields are shown only if they look like names: text in the wrong place may be a card number. */
export const shownName = (name: string): string =>
  /^[A-Za-z][A-Za-z0-9_-]{0,40}$/.test(name) ? name : '(unreadable name)';

/**
 * The value as the schema makes it.
 * @throws InvalidRequest that names every field that is wrong, and no value
 */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidFields(...parsed.error.issues.flatMap(fieldErrorsOf));
}

function fieldErrorsOf(issue: z.core.$ZodIssue): FieldError[] {
  const fieldOf = (...more: string[]): string => [...issue.path.map(String), ...more].map(shownName).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: fieldOf(key), reason: 'unknown field' }));
  }
  return [{ field: fieldOf() || 'request', reason: issue.message }];
}
