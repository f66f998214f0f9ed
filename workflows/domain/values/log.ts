import type { Instant } from './time';

/** What we did and what was asked of us, oldest first. */
export type Log = readonly LogEntry[];

export interface LogEntry {
  readonly at: Instant;
  readonly what: string;
  /** Our reference of the payment, where the entry reports its refusal. */
  readonly refusalOf?: string;
}

/** Keeps an order small that somebody floods with messages: the first entry stays, the oldest after it are dropped. */
const MAX_LOG = 100;

export function logged(log: Log, entry: LogEntry): Log {
  const [first, ...rest] = log;
  const kept = first && rest.length >= MAX_LOG - 1 ? [first, ...rest.slice(1 - (MAX_LOG - 1))] : log;
  return [...kept, entry];
}
