import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { reportOn, ROOT } from './tool';

jest.setTimeout(120_000);

type Report = readonly { filePath: string; messages: readonly { ruleId: string | null }[] }[];

const BROKEN: readonly (readonly [file: string, rules: readonly string[]])[] = [
  [
    'activities/deeds.ts',
    [
      '@typescript-eslint/no-explicit-any',
      '@typescript-eslint/no-floating-promises',
      '@typescript-eslint/no-non-null-assertion',
      '@typescript-eslint/no-unused-expressions',
      '@typescript-eslint/switch-exhaustiveness-check',
      'eqeqeq',
      'no-restricted-properties',
    ],
  ],
  [
    'workflows/domain/order/order.ts',
    ['no-restricted-globals', 'no-restricted-properties', 'no-restricted-properties', 'no-restricted-syntax'],
  ],
  // An async validator.
  ['workflows/order/handlers.ts', ['@typescript-eslint/no-misused-promises']],
  ['workflows/order/pre-auth-order.ts', ['no-restricted-imports']],
  ['workflows/domain/calm.ts', []],
];

describe('the lint rules', () => {
  const report = reportOn('eslint/bin/eslint.js', [
    ...['--config', join(ROOT, 'eslint.config.mjs'), '--no-ignore', '--format', 'json', 'workflows', 'activities'],
  ]) as Report;

  it.each(BROKEN)('report what is wrong in %s, and no more', (file, rules) => {
    const { messages = [] } = report.find(({ filePath }) => filePath.endsWith(`/rules/${file}`)) ?? {};
    expect(messages.map(({ ruleId }) => ruleId).sort()).toEqual(rules);
  });

  it('are switched off only with a reason', () => {
    const bare = sources().flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /(\/\/|\/\*) eslint-disable/.test(line) && !/ -- \S/.test(line))
        .map((line) => `${relative(ROOT, file)}: ${line.trim()}`),
    );
    expect(bare).toEqual([]);
  });
});

const FOLDERS = ['workflows', 'activities', 'clients', 'workers', 'simulator', 'tools', 'test'];

const sources = (): string[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(ROOT, folder, path)),
  ).filter((path) => /\.(ts|mjs)$/.test(path));
