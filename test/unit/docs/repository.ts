import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.holdfast']);

export const pathOf = (file: string): string => join(ROOT, file);
export const read = (file: string): string => readFileSync(pathOf(file), 'utf8');

/** Every file of the project with one of these endings, by its path from the root. */
export function filesEnding(...endings: readonly string[]): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (NOT_OURS.has(entry.name)) return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : [relative(ROOT, path)];
    });
  return walk(ROOT).filter((file) => endings.some((ending) => file.endsWith(ending)));
}

/** The cells of the rows below the header of the first table after `heading`. */
export function tableAfter(markdown: string, heading: string): string[][] {
  const lines = markdown.slice(markdown.indexOf(heading)).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first + 2, first + length).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Puts a table in place of the first one after `heading`. */
export function writeTable(file: string, heading: string, table: string): void {
  const page = read(file);
  const at = page.indexOf('|', page.indexOf(heading));
  const rest = page.slice(at).replace(/^(?:\|.*\n)*/, '');
  writeFileSync(pathOf(file), `${page.slice(0, at)}${table}\n${rest}`);
}

/** A cell of a table without its backticks. */
export const plain = (cell = ''): string => cell.replace(/`/g, '');
