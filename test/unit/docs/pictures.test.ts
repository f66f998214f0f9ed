import { readdirSync } from 'node:fs';
import { filesEnding, pathOf, read } from './repository';

const FOLDER = 'docs/images';

describe('the pictures of the documents', () => {
  const files = readdirSync(pathOf(FOLDER)).sort();

  it('are those that the browser tests take', () => {
    const tests = filesEnding('.test.ts').filter((file) => file.startsWith('test/browser/'));
    const taken = tests.flatMap((file) =>
      [...read(file).matchAll(/takePicture\(\w+, '([^']+)'/g)].map(([, name = '']) => `${name}.png`),
    );
    expect(taken.sort()).toEqual(files);
  });

  it('are each shown by a document', () => {
    const pages = filesEnding('.md').map(read);
    const unused = files.filter(
      (file) => !pages.some((page) => new RegExp(`!\\[.+\\]\\([^)]*images/${file}\\)`).test(page)),
    );
    expect(unused).toEqual([]);
  });
});
