/** One project a suite, so that each can be run alone: `npm test -- unit workflow`. */
const project = (displayName, options = {}) => ({
  displayName,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // Compiled copies of the sources; two modules of one name would be a clash.
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.holdfast'],
  ...options,
});

module.exports = {
  // Twice what any test needs while the whole of `npm test` runs beside it.
  testTimeout: 120_000,
  // More is for each step of `npm test` to say: most suites wait, and some start a whole system a file.
  maxWorkers: 2,
  // `record` is no test: it writes the histories that `replay` replays.
  projects: ['unit', 'workflow', 'replay', 'integration', 'chaos', 'browser', 'record'].map((name) => project(name)),
};
