import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseApiKey } from '../../../clients/api-keys';
import { openApiKeys } from '../../../workers/api-key-file';
import type { ApiKeySource } from '../../../workers/api-key-file';
import { createLogger } from '../../../workers/logging';
import { eventually } from '../../support/eventually';

const SHOP = 'web:key-of-the-web-canary:place:shop=main';
const SUPPORT = 'support:key-of-support-canary:operator';

describe('the file of keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  const file = join(folder, 'keys');
  const lines: string[] = [];
  const log = createLogger({ name: 'api', level: 'info' }, { write: (line: string) => void lines.push(line) });
  let source: ApiKeySource | undefined;
  afterEach(() => {
    source?.close();
    lines.length = 0;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function open(text: string, configured: readonly string[] = []): Promise<ApiKeySource> {
    writeFileSync(file, text);
    const keys = configured.flatMap((one) => parseApiKey(one) ?? []);
    source = await openApiKeys({ configured: keys, file, shopDefault: undefined, log, everyMs: 10 });
    return source;
  }
  const names = ({ keys }: ApiKeySource): string[] => keys().map(({ name }) => name);
  const logged = (words: string) =>
    eventually(
      () => Promise.resolve(lines.join('')),
      (said) => said.includes(words),
    );

  it('has a key a line, beside those of the configuration; comments and empty lines are none', async () => {
    expect(names(await open(`# ours\n\n${SHOP} # the web shop\n`, [SUPPORT]))).toEqual(['support', 'web']);
  });

  it('adds and revokes keys while the process runs, also where another file is put in its place', async () => {
    const opened = await open(`${SHOP}\n`);
    writeFileSync(`${file}.new`, `${SUPPORT}\n`);
    renameSync(`${file}.new`, file);
    await logged('API keys read anew');
    expect(names(opened)).toEqual(['support']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ added: ['support'], gone: ['web'] });
  });

  it.each([
    ['a line that is no key', `${SHOP}\nnonsense-canary\n`, 'line 2 is not of the form'],
    ['a key of no shop', 'web:key-of-the-web-canary:place\n', 'line 1 needs :shop=name'],
    ['one name twice', `${SHOP}\nweb:another-key-canary-1:read:shop=main\n`, 'stands twice'],
    ['no key at all', '# none\n', 'has no key'],
  ])('with %s is refused at the start, and later leaves the keys as they were', async (_what, wrong, why) => {
    await expect(open(wrong)).rejects.toThrow(why);
    const opened = await open(`${SUPPORT}\n`);
    writeFileSync(file, wrong);
    await logged(why);
    expect(names(opened)).toEqual(['support']);
    expect(lines.join('')).not.toContain('canary');
    writeFileSync(file, `${SHOP}\n`);
    await logged('"added":["web"]');
    expect(names(opened)).toEqual(['web']);
  });

  it('that is not there is refused at the start, and later leaves the keys as they were', async () => {
    const opened = await open(`${SUPPORT}\n`);
    rmSync(file);
    await logged('cannot be read (ENOENT)');
    expect(names(opened)).toEqual(['support']);
    await expect(openApiKeys({ configured: [], file, shopDefault: undefined, log })).rejects.toThrow('API_KEYS_FILE');
  });
});
