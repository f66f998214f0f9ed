import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesEnding, pathOf, read, tableAfter } from './repository';

const PAGES = filesEnding('.md');
const readme = read('README.md');

describe('the README', () => {
  it('shows the lines that npm start prints', () => {
    const print = `
      import { banner } from './tools/banner.mjs';
      const urls = { api: 'http://127.0.0.1:8080', codec: '' };
      console.log(banner({ urls, product: {}, apiKey: 'KEY' }, ''));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', print], {
      cwd: pathOf('.'),
      encoding: 'utf8',
    });
    const [, lines = ''] = printed.split('(a test card, its OTP, the delivery):');
    const [attempt = ''] = lines.split('Ctrl-C');
    expect(readme).toContain(attempt.replace(/^ {2}/gm, '').trim());
  });

  it('says which process reads which variables, as .env.example does', () => {
    const readersOf = (title: string): string[] => {
      const [, name = title, readers = ''] = /^(.*?): (.*)$/.exec(title) ?? [];
      const named = readers.split(', ').every((reader) => ['api', 'worker', 'vault', 'codec server'].includes(reader));
      // Some headings go on with what the group is for; their name says who reads it.
      return named ? [name, readers] : [name];
    };
    const groups = [...read('.env.example').matchAll(/^# --- (.+?) -+$/gm)].map(([, title = '']) => readersOf(title));
    const rows = tableAfter(readme, '## Configuration');
    expect(groups.length).toBeGreaterThan(8);
    expect(rows.map((row, index) => row.slice(0, groups[index]?.length))).toEqual(groups);
  });

  it('claims only what a test in the named file shows', () => {
    const claims = tableAfter(readme, '## Promises').map(([claim, proof = '']) => {
      const [, file = '', title = ''] = /\((.+?)\) "(.+)"/.exec(proof) ?? [];
      return { claim, file, title };
    });
    expect(claims.length).toBeGreaterThan(8);
    const unproved = claims.filter(
      ({ file, title }) => title === '' || !existsSync(pathOf(file)) || !read(file).includes(`'${title}'`),
    );
    expect(unproved).toEqual([]);
  });

  it('names the commands and scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = PAGES.flatMap((page) => [...read(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) });
  });
});

describe('every page', () => {
  it.each(PAGES)('%s links only to what exists', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const local = targets.filter((target) => !/^https?:/.test(target)).map((target) => target.split('#', 1)[0] ?? '');
    const missing = local.filter((target) => !existsSync(pathOf(join(dirname(page), target))));
    expect(missing).toEqual([]);
  });

  it.each(PAGES)('%s names no path of somebody’s machine', (page) => {
    expect(read(page)).not.toMatch(/(?:^|[\s`"'(])\/(?:home|work|Users|root|tmp)\//);
  });
});

it.each(['workflows', 'activities', 'workers', 'clients', 'examples', 'test', 'tools'])(
  '%s/ says in a short README what it is for, what it may import and where to add a thing',
  (folder) => {
    const text = read(`${folder}/README.md`);
    expect(text).toMatch(/\*\*May import\*\*/);
    expect(text).toMatch(/\*\*To add/);
    expect(text.split('\n').length).toBeLessThan(20);
  },
);
