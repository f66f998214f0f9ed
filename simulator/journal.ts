import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import type { LedgerEntry } from './effects';
import type { Account, MutatingOperation } from './ledger';
import type { Order } from './model';

/** One line of the state file: what one call changed, all or nothing. */
export interface JournalRecord {
  readonly orders?: readonly Order[];
  readonly entries?: readonly { readonly reference: string; readonly entry: LedgerEntry }[];
  readonly call?: { readonly reference: string; readonly operation: MutatingOperation };
  /** A whole account, as compaction writes it. */
  readonly account?: Account;
  readonly clockOffsetMs?: number;
}

/** Where changes go to outlive the process. */
export interface Journal {
  /** Everything written so far, in sequence. */
  read(): JournalRecord[];
  append(record: JournalRecord): void;
  /** Replaces all of it, atomically. */
  rewrite(records: readonly JournalRecord[]): void;
  close(): void;
}

/** For tests and for a simulator that may forget. */
export function memoryJournal(): Journal {
  return { read: () => [], append: () => undefined, rewrite: () => undefined, close: () => undefined };
}

/** A last line cut short by a crash never happened; a bad line before it means that the file is not ours. */
function parseLines(text: string, path: string): JournalRecord[] {
  const lines = text.split('\n');
  const records: JournalRecord[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    try {
      records.push(JSON.parse(line) as JournalRecord);
    } catch {
      if (index < lines.length - 1) throw new Error(`line ${index + 1} of the state file ${path} cannot be read`);
    }
  }
  return records;
}

/** Appends synchronously: what has been answered is in the file, also after kill -9. */
export class FileJournal implements Journal {
  readonly #path: string;
  #file: number;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'a', 0o600);
  }

  read(): JournalRecord[] {
    return existsSync(this.#path) ? parseLines(readFileSync(this.#path, 'utf8'), this.#path) : [];
  }

  append(record: JournalRecord): void {
    writeSync(this.#file, `${JSON.stringify(record)}\n`);
  }

  rewrite(records: readonly JournalRecord[]): void {
    const draft = `${this.#path}.new`;
    writeFileSync(draft, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 });
    renameSync(draft, this.#path);
    closeSync(this.#file);
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  close(): void {
    closeSync(this.#file);
  }
}
