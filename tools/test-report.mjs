// What came of the steps of npm test, as Jest's reports tell it: counts, and what took longest.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { duration } from './progress.mjs';
import { projectRoot } from './set-up.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, ms: number }} Timed */
/** @typedef {{ count: Count, tests: Timed[], files: Timed[] }} Report */
/** @typedef {{ fullName: string, duration?: number | null }} JestTest */
/** @typedef {{ name: string, startTime: number, endTime: number, assertionResults: JestTest[] }} JestFile */

export const PASSED = { passed: 1, failed: 0, skipped: 0 };
export const FAILED = { passed: 0, failed: 1, skipped: 0 };
export const SKIPPED = { passed: 0, failed: 0, skipped: 1 };

const SHOWN = 10;
const WIDEST = 130;

/**
 * @param {Count} count
 * @returns {Report} of a step that is no suite
 */
export const reportOf = (count) => ({ count, tests: [], files: [] });

/**
 * @param {string} path of the report that Jest has written, or not
 * @returns {Report}
 */
export function readReport(path) {
  try {
    const jest = JSON.parse(readFileSync(path, 'utf8'));
    /** @type {JestFile[]} */
    const files = jest.testResults ?? [];
    return {
      count: {
        passed: jest.numPassedTests,
        // A file that cannot even be loaded has no tests to fail.
        failed: jest.numFailedTests + jest.numRuntimeErrorTestSuites,
        skipped: jest.numPendingTests + jest.numTodoTests,
      },
      tests: files.flatMap(({ assertionResults }) =>
        assertionResults.map(({ fullName, duration: ms }) => ({ name: fullName, ms: ms ?? 0 })),
      ),
      files: files.map(({ name, startTime, endTime }) => ({
        name: relative(projectRoot, name),
        ms: endTime - startTime,
      })),
    };
  } catch {
    return reportOf({ passed: 0, failed: 0, skipped: 0 });
  }
}

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  const add = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

/**
 * @param {Count} count
 * @returns {string} such as `7 passed, 0 failed`
 */
export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * @param {Report[]} reports
 * @returns {string[]} lines; none where nothing was timed
 */
export function slowest(reports) {
  const list = (/** @type {string} */ title, /** @type {Timed[]} */ timed) =>
    timed.length === 0
      ? []
      : [
          title,
          ...timed
            .sort((a, b) => b.ms - a.ms)
            .slice(0, SHOWN)
            .map(({ name, ms }) => `  ${duration(ms).padStart(11)}  ${name.slice(0, WIDEST)}`),
        ];
  return [
    ...list(
      'The slowest files',
      reports.flatMap(({ files }) => files),
    ),
    ...list(
      'The slowest tests',
      reports.flatMap(({ tests }) => tests),
    ),
  ];
}
