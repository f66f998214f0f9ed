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
  testTimeout: 60_000,
  // `record` is no test: it writes the histories that `replay` replays.
  projects: ['unit', 'workflow', 'replay', 'integration', 'chaos', 'browser', 'record'].map((name) => project(name)),
};
