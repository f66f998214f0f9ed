import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../workflows/domain/values/time';
import type { Instant } from '../../workflows/domain/values/time';
import { withoutUnfit } from '../text-schemas';

/* The layout of what people read. */

export const MORE = 'There are more: --limit shows up to 200.';

export type Row = readonly [name: string, value: string | null];
/** A row without a value is left out. */
export const rowLines = (rows: readonly Row[]): string[] =>
  rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(11)}${value}`]));

/**
 * The first line of anything with a state. Where a person is waited for, it says that instead of what the state means.
 */
export const headLine = (reference: string, state: string, meaning: string, needsPerson: boolean): string =>
  `${reference}: ${state}. ${needsPerson ? 'A person is needed' : meaning}.`;

/** What a table shows of an item, by the names of its columns. */
export type Columns<T> = Readonly<Record<string, (item: T) => string>>;

/** One line for each item, below the head; the columns named in `figures` are aligned to the right. */
export function tableLines<T>(columns: Columns<T>, items: readonly T[], figures: readonly string[] = []): string[] {
  const head = Object.keys(columns);
  const cells = [head, ...items.map((item) => Object.values(columns).map((cell) => cell(item)))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return figures.includes(head[column] ?? '') ? cell.padStart(width) : cell.padEnd(width);
  };
  return cells.map((row) => row.map(padded).join('  ').trimEnd());
}

/** Of a terminal that nobody has widened. */
const TERMINAL_WIDTH = 80;
const HANGING = 2;

/** A head, and below it a text in lines that fit a terminal. */
export const paragraph = (head: string, text: string): string[] => [
  head,
  ...wrapped(text, TERMINAL_WIDTH - HANGING).map((line) => ' '.repeat(HANGING) + line),
];

/** Breaks at blanks, and within a word only where it has no line to itself. */
const wrapped = (text: string, width: number): string[] =>
  [...text.matchAll(new RegExp(`(?!\\s)(?:.{1,${width}}(?=\\s|$)|.{1,${width}})`, 'gu'))].map(([line]) => line);

/** What waits for a person: since when, and in what a line more. */
export const waitingParagraph = (
  reference: string,
  { attention, attentionSince: since }: { readonly attention: string | null; readonly attentionSince: Instant | null },
  facts: string,
  nowMs: number,
): string[] => {
  const until = since === null ? 'since a time that is not known' : `since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  const ago = since === null ? '' : `${distance(since, nowMs)}, `;
  return paragraph(`${reference}  ${until}`, `${ago}${facts}: ${attention ?? 'nobody knows why'}`);
};

const UNITS = [
  [DAY_MS, 'd'],
  [HOUR_MS, 'h'],
  [MINUTE_MS, 'min'],
  [SECOND_MS, 's'],
] as const;

/** `4 d`, `3 h`. */
export function length(ms: number): string {
  const [unitMs, unit] = UNITS.find(([atLeastMs]) => ms >= atLeastMs) ?? [SECOND_MS, 's'];
  return `${Math.trunc(ms / unitMs)} ${unit}`;
}

/** `in 4 d`, `3 h ago`. `nowMs`: epoch milliseconds. */
export function distance(at: Instant, nowMs: number): string {
  const awayMs = Date.parse(at) - nowMs;
  return awayMs >= 0 ? `in ${length(awayMs)}` : `${length(-awayMs)} ago`;
}

/** Replaces what shows nothing: texts of others may hold what a terminal obeys. */
export const plain = (lines: readonly string[]): string[] => lines.map(withoutUnfit);
