// The last resort: building the programs from what go.sum and the pom pin.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

const GO_MODULE = fileURLToPath(new URL('./temporal-cli', import.meta.url));
const MAVEN_PROJECT = fileURLToPath(new URL('./test-server/pom.xml', import.meta.url));
const BUILD_TIMEOUT_MS = 30 * 60_000;
const OUTPUT_LINES = 12;

// `exec`, because whoever starts the test server ends it by killing the process it started. The two JVM flags halve
// the time to start: the Temporal SDK gives it 5 s.
const TEST_SERVER_SCRIPT = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -Xshare:auto -cp "\${0%/*}/jars/*" io.temporal.testserver.TestServer "$@"
`;

/**
 * @param {string} folder
 * @param {string} version what it will say of itself
 */
export async function buildTemporalCli(folder, version) {
  // Stripped (-s -w) it has 138 MB instead of 195.
  const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
  const target = join(folder, 'temporal');
  await runBuild('go', ['build', '-ldflags', flags, '-o', target, 'github.com/temporalio/cli/cmd/temporal'], {
    cwd: GO_MODULE,
    env: { ...process.env, CGO_ENABLED: '0' },
  });
}

/** @param {string} folder */
export async function buildTestServer(folder) {
  const jars = join(folder, 'jars');
  const target = join(folder, 'temporal-test-server');
  await runBuild('mvn', ['-q', '-B', '-f', MAVEN_PROJECT, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`]);
  writeFileSync(target, TEST_SERVER_SCRIPT, { mode: 0o755 });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
async function runBuild(command, args, options) {
  const { code, output } = await run(command, args, { ...options, timeoutMs: BUILD_TIMEOUT_MS });
  if (code !== 0) throw new Error(`${command} failed: ${output.trim().split('\n').slice(-OUTPUT_LINES).join('\n')}`);
}
