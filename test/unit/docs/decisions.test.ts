import { filesEnding, read, tableAfter } from './repository';

const DECISIONS = filesEnding('.md')
  .filter((file) => file.startsWith('docs/decisions/'))
  .sort();

interface Manifest {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

describe('decisions', () => {
  it('are numbered without a gap', () => {
    const numbers = DECISIONS.map((file) => Number(/(\d{4})-/.exec(file)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each(DECISIONS)('%s has its number, context, decision and consequences', (file) => {
    const text = read(file);
    expect(text).toMatch(new RegExp(`^# ${/(\d{4})-/.exec(file)?.[1]} `));
    expect([...text.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, part]) => part)).toEqual([
      'Context',
      'Decision',
      'Consequences',
    ]);
  });
});

it('every runtime dependency has its reason and its licence on record', () => {
  const { dependencies = {} } = JSON.parse(read('package.json')) as Manifest;
  const recorded = tableAfter(read('docs/decisions/0009-dependencies.md'), '| Package').map(([name, licence]) => [
    name?.replace(/`/g, ''),
    licence,
  ]);
  const installed = Object.keys(dependencies).map((name) => [
    name,
    (JSON.parse(read(`node_modules/${name}/package.json`)) as Manifest).license,
  ]);
  expect(recorded.sort()).toEqual(installed.sort());
});
