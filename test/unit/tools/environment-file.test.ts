import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
const MULTILINE = '-----BEGIN KEY-----\nit\'s "$HOME" \\n\n-----END KEY-----';
const PRODUCT = {
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  TEMPORAL_TLS_CLIENT_KEY_DATA: MULTILINE,
  VAULT_URL: 'unix:/x',
  API_KEYS: 'a:b',
};

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-env-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** What an expression over the module gives. */
function evaluate(expression: string): unknown {
  const script = `import * as file from './tools/environment-file.mjs'; console.log(JSON.stringify(${expression}))`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT, encoding: 'utf8' });
  return JSON.parse(output) as unknown;
}

const beside = (own: object): unknown =>
  evaluate(`file.environmentBeside(${JSON.stringify(own)}, ${JSON.stringify(home)})`);

const writeFile = (environment: object): void => {
  const text = evaluate(`file.environmentText(${JSON.stringify(environment)})`) as string;
  writeFileSync(join(home, 'holdfast.env'), text);
};

describe('holdfast.env', () => {
  it('gives back what the product reads, whatever stands in it, and nothing else', () => {
    writeFile({ ...PRODUCT, PATH: '/bin', HOME: '/root', AWS_SECRET: 'x' });
    expect(beside({ PATH: '/mine' })).toEqual({ ...PRODUCT, PATH: '/mine' });
  });

  it('can be read by a shell, too', () => {
    writeFile(PRODUCT);
    const script = `. ${join(home, 'holdfast.env')}; printf %s "$TEMPORAL_TLS_CLIENT_KEY_DATA"`;
    expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })).toBe(MULTILINE);
  });

  it('gives way to variables that are set, and not to empty ones', () => {
    writeFile(PRODUCT);
    expect(beside({ VAULT_URL: 'unix:/y', API_KEYS: '' })).toEqual({ ...PRODUCT, VAULT_URL: 'unix:/y' });
  });

  it.each([{ TEMPORAL_ADDRESS: 'cluster:7233' }, { TEMPORAL_PROFILE: 'production' }])(
    'stays out as a whole where %j names another Temporal',
    (own) => {
      writeFile(PRODUCT);
      expect(beside(own)).toEqual(own);
    },
  );

  it('is used where the same Temporal is named', () => {
    writeFile(PRODUCT);
    expect(beside({ TEMPORAL_ADDRESS: PRODUCT.TEMPORAL_ADDRESS })).toEqual(PRODUCT);
  });

  it('need not be there', () => {
    expect(beside({ PATH: '/mine' })).toEqual({ PATH: '/mine' });
  });
});
