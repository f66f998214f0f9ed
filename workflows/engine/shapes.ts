import { DAY_MS } from '../domain/values/time';

/**
 * Whether a message has its shape. Anybody with access to Temporal can send one, so the types alone promise nothing.
 */
export type Shape<T> = (value: unknown) => value is T;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 200;

export const hasTexts =
  <T>(...names: readonly (keyof T & string)[]): Shape<T> =>
  (value): value is T =>
    isRecord(value) && names.every((name) => isText(value[name]));

export const isOneOf = (value: unknown, ...allowed: readonly string[]): boolean => allowed.some((one) => one === value);

export const isMoney = (value: unknown): boolean =>
  isRecord(value) && Number.isSafeInteger(value.value) && typeof value.currency === 'string';

/** Instants that every clock can write; with a zone, or they would depend on the worker's. */
export const isInstant = (value: unknown): boolean => {
  const ms = typeof value === 'string' && ISO_INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  return ms >= FIRST_INSTANT_MS && ms < END_OF_INSTANTS_MS;
};
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const FIRST_INSTANT_MS = Date.parse('2000-01-01T00:00:00Z');
const END_OF_INSTANTS_MS = Date.parse('9999-01-01T00:00:00Z');

const LONGEST_MS = 400 * DAY_MS;
export const isDuration = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= LONGEST_MS;

export const isOptionalInstant = (value: unknown): boolean => value === undefined || isInstant(value);
