import { existsSync } from 'node:fs';
import { filesEnding, pathOf, read, tableAfter } from './repository';

/* Comments cite facts, rules and decisions by number. What they cite has to be there. */

const SOURCES = filesEnding('.ts', '.mjs', '.cjs', '.md').filter((file) => !file.startsWith('test/unit/docs/'));

interface Citation {
  readonly file: string;
  readonly what: string;
}

/** Everything that the pattern's first group finds, with the file; comments may break lines. */
function cited(pattern: RegExp): Citation[] {
  return SOURCES.flatMap((file) => {
    const text = read(file).replace(/\n\s*(?:\*|\/\/)\s?/g, ' ');
    return [...text.matchAll(pattern)].map(([, what = '']) => ({ file, what }));
  });
}

const numbersIn = (text: string): string[] => text.match(/\d+/g) ?? [];

const gateway = read('docs/gateway.md');
const sections = [...gateway.matchAll(/^## (\d+)\. /gm)].map(([, number]) => number);
const rows = tableAfter(gateway, '## 10.').map(([number]) => number);

describe('docs/gateway.md', () => {
  it('has its sections and rows numbered without a gap', () => {
    expect(sections).toEqual(sections.map((_, index) => String(index)));
    expect(rows).toEqual(rows.map((_, index) => String(index + 1)));
    expect(sections).toHaveLength(13);
  });

  it('has every section that is cited', () => {
    const missing = cited(/gateway\.md §(\d+)/g).filter(({ what }) => !sections.includes(what));
    expect(missing).toEqual([]);
  });

  it('has every row that is cited', () => {
    const citations = cited(/§10 rows? ((?:\d+(?:, | and )?)+)/g);
    expect(citations.length).toBeGreaterThan(10);
    const missing = citations.filter(({ what }) => numbersIn(what).some((row) => !rows.includes(row)));
    expect(missing).toEqual([]);
  });
});

describe('the rules of the core', () => {
  const rules = [...read('docs/core.md').matchAll(/^(\d+)\. \*\*(.+?)\*\*/gm)].map(([, number = '', title = '']) => ({
    number,
    title,
  }));

  it('are numbered without a gap, and have a title each', () => {
    const numbers = [...read('docs/core.md').matchAll(/^(\d+)\. /gm)].map(([, number]) => number);
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1)));
    expect(rules.map(({ number }) => number)).toEqual(numbers);
  });

  it('are each named by a test', () => {
    const tests = SOURCES.filter((file) => file.startsWith('test/')).map(read);
    const nameless = rules.filter(
      ({ number }) => !tests.some((text) => new RegExp(`core rule ${number}\\b`).test(text)),
    );
    expect(nameless).toEqual([]);
  });

  /** The beginnings of the words that carry a sentence. */
  const stemsOf = (text: string): string[] =>
    (text.toLowerCase().match(/[a-z]{3,}/g) ?? [])
      .filter((word) => !LITTLE_WORDS.has(word))
      .map((word) => word.slice(0, 4));

  it('are cited in the code where the sentence speaks of what they are about', () => {
    const citations = cited(/([^/]{0,220}core(?:\.md)? rules? (?:\d+(?:, | and )?)+[^/]{0,140})/g).filter(({ file }) =>
      PRODUCT.test(file),
    );
    expect(citations.length).toBeGreaterThan(40);
    const astray = citations.flatMap(({ file, what }) =>
      [...what.matchAll(/core(?:\.md)? rules? ((?:\d+(?:, | and )?)+)/g)]
        .flatMap(([, numbers = '']) => numbersIn(numbers))
        .filter((number) => {
          const title = stemsOf(rules.find((rule) => rule.number === number)?.title ?? '');
          return !stemsOf(what).some((stem) => title.includes(stem));
        })
        .map((number) => `${file}: rule ${number}: ${what}`),
    );
    expect(astray).toEqual([]);
  });
});

const PRODUCT = /^(workflows|activities|clients|workers)\/.*\.ts$/;

/** Words that any sentence has. */
const LITTLE_WORDS = new Set(
  'the and for are was not that this with only has have been what which when where its may more again very core rule rules'.split(
    ' ',
  ),
);

it('every section of the design that is cited, by number or title, is in docs/overview.md', () => {
  const headings = [...read('docs/overview.md').matchAll(/^## (§\d+) (.*)$/gm)].flatMap(([, number, title]) => [
    number,
    title,
  ]);
  const citations = [...cited(/\bdesign (§\d+)/g), ...cited(/\bdesign: "([^"]+)"/g)];
  expect(citations.filter(({ what }) => !headings.includes(what))).toEqual([]);
});

it('every document that is cited by its path exists', () => {
  const citations = cited(/\b(docs\/[\w/-]+\.md)\b/g);
  expect(citations.filter(({ what }) => !existsSync(pathOf(what)))).toEqual([]);
  const decisions = filesEnding('.md').filter((file) => file.startsWith('docs/decisions/'));
  const numbers = cited(/docs\/decisions\/(\d{4})/g);
  expect(numbers.filter(({ what }) => !decisions.some((file) => file.startsWith(`docs/decisions/${what}-`)))).toEqual(
    [],
  );
});
