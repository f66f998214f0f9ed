import type { Instant } from './time';

/** What we did and what was asked of us, oldest first. */
export type Log = readonly LogEntry[];

export interface LogEntry {
  readonly at: Instant;
  readonly what: string;
  /** The payment, by our reference, of whose refusal it tells. */
  readonly refusalOf?: string;
}

/** So that an order that somebody floods with messages stays small: the oldest entries but the first go. */
const MAX_LOG = 100;

export function logged(log: Log, entry: LogEntry): Log {
  const [first, ...rest] = log;
  const kept = first && rest.length >= MAX_LOG - 1 ? [first, ...rest.slice(1 - (MAX_LOG - 1))] : log;
  return [...kept, entry];
}
