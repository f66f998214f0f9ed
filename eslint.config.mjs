// Rules that find bugs. Layout is Prettier's, boundaries and cycles are dependency-cruiser's, dead code is knip's.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const maxLinesPerFunction = (max) => ['error', { max, skipBlankLines: false, skipComments: false }];

// Plain JavaScript with its types in JSDoc, checked like TypeScript.
const TYPED_SCRIPTS = ['tools/*.mjs', 'clients/checkout/*.mjs'];

const ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message: 'Settings are read once, by the processes in workers/, and handed down.',
};

const SYNTAX = [
  { selector: 'TSEnumDeclaration', message: 'Use an `as const` object and a union.' },
  { selector: 'ExportAllDeclaration', message: 'Name what a folder offers.' },
  {
    selector: 'ExportNamedDeclaration > VariableDeclaration[kind="let"]',
    message: 'An exported variable that changes is shared state.',
  },
];

// Everything the sandbox of a workflow lacks, or has only to mislead. Date.now and Math.random are the SDK's there.
const FORBIDDEN_IN_WORKFLOWS = {
  process: 'A workflow has no environment: settings come in with its input.',
  Buffer: 'A workflow runs in a sandbox without Node.',
  require: 'A workflow runs in a sandbox without Node.',
  fetch: 'Every side effect is an activity.',
  crypto: 'Use `uuid4` of the SDK, which is the same in a replay.',
  performance: 'Use Date.now, which is the same in a replay.',
  console: 'Use `log` of the SDK, which is silent in a replay.',
  setTimeout: 'Use `sleep` or `condition` of the SDK: they can be cancelled with their scope.',
  setInterval: 'Use `sleep` of the SDK.',
  setImmediate: 'A workflow runs in a sandbox without Node.',
  WeakRef: 'When garbage is collected differs in a replay.',
  FinalizationRegistry: 'When garbage is collected differs in a replay.',
};

const NOT_PURE = 'The core is pure: the time comes in as an argument.';

export default defineConfig([
  // The files in test/fixtures/rules break the rules on purpose; a test asserts that they are reported.
  globalIgnores(['dist/', 'coverage/', '.holdfast/', 'test/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': maxLinesPerFunction(40),
      'no-restricted-syntax': ['error', ...SYNTAX],
    },
  },

  {
    files: ['**/*.ts', ...TYPED_SCRIPTS],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A string of ASCII may be spread; an instance not.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `while (true)` says what it means.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // An async function without await is how a port's promise is kept, and turns a throw into a rejection.
      '@typescript-eslint/require-await': 'off',
      // These find no bugs: `return done()` is plain enough, `void (…)` discards visibly, and `defineUpdate<View, []>`
      // says more than its default.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      'no-restricted-properties': ['error', ENVIRONMENT],
    },
  },

  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...Object.entries(FORBIDDEN_IN_WORKFLOWS).map(([name, message]) => ({ name, message })),
      ],
      // Told while one types; that nothing else comes in from outside is dependency-cruiser's to say.
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'A workflow runs in a sandbox without Node.' }] },
      ],
    },
  },
  {
    files: ['workflows/domain/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ENVIRONMENT,
        { object: 'Date', property: 'now', message: NOT_PURE },
        { object: 'Math', property: 'random', message: 'The core is pure.' },
      ],
      'no-restricted-syntax': [
        'error',
        ...SYNTAX,
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: NOT_PURE },
      ],
    },
  },
  { files: ['workflows/pre-auth-order.ts'], rules: { 'max-lines-per-function': maxLinesPerFunction(60) } },

  // Composition roots; the simulator is a program of its own, and so is an example.
  {
    files: ['workers/**/*.ts', 'simulator/main.ts', 'examples/*/main.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },

  // Each stands in for a whole module of the core, of which it changes one thing.
  {
    files: ['test/chaos/sabotage/modules/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...SYNTAX.filter(({ selector }) => selector !== 'ExportAllDeclaration')],
    },
  },

  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['describe', 'it', 'test'].map((object) => ({
          object,
          property: 'only',
          message: 'The others would not run.',
        })),
      ],
      // Asymmetric matchers and parsed answers have no type of their own, and in a test a wrong guess fails by itself.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // `expect(stub.method)` does not call it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // A suite is one function; its size is that of the file.
  { files: ['test/**/*.test.ts'], rules: { 'max-lines-per-function': 'off' } },

  {
    // Plain JavaScript, typed by JSDoc: what is parsed or caught is any without a type to say otherwise.
    files: TYPED_SCRIPTS,
    rules: {
      'no-undef': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': ['error', { allowAny: true }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    ignores: TYPED_SCRIPTS,
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, false])),
    },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
]);
