import type { Instant } from './time';

/** What we did and what was asked of us, oldest first. */
export type Log = readonly { readonly at: Instant; readonly what: string }[];

/** So that an order that somebody floods with messages stays small: the oldest entries but the first go. */
const MAX_LOG = 100;

export function logged(log: Log, at: Instant, what: string): Log {
  const [first, ...rest] = log;
  const kept = first && rest.length >= MAX_LOG - 1 ? [first, ...rest.slice(1 - (MAX_LOG - 1))] : log;
  return [...kept, { at, what }];
}
