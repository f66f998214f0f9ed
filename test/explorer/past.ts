import { furtherBack } from './clock';

/** Books of before, the newest first, and when they ended: stale reads and old webhooks tell of them. */
export type Past<Books> = readonly PastBooks<Books>[];
export interface PastBooks<Books> {
  readonly books: Books;
  readonly untilMs: number;
}

/** How old a read may be; part of every quiet period. */
export const STALE_MS = 5_000;
const MOST_PAST = 3;

/** The books of now become books of before. */
export const pastWith = <Books>(past: Past<Books>, books: Books): Past<Books> =>
  [{ books, untilMs: 0 }, ...past].slice(0, MOST_PAST);

/** Whether a stale read may still show them. */
export const isReadable = ({ untilMs }: PastBooks<unknown>): boolean => untilMs > -STALE_MS;

export const pastLater = <Books>(
  past: Past<Books>,
  ms: number,
  longAgoMs: number,
  aged: (books: Books) => Books,
): Past<Books> =>
  past.map(({ books, untilMs }) => ({ books: aged(books), untilMs: furtherBack(untilMs, ms, longAgoMs) }));
