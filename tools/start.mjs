// npm start: does what is missing, runs the whole of Holdfast on this machine, and stops all of it at the end.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { banner, notices } from './banner.mjs';
import { obtain } from './binaries.mjs';
import { configure } from './configuration.mjs';
import { environmentText } from './environment-file.mjs';
import { Home, homeFolder } from './home.mjs';
import { partsOf } from './parts.mjs';
import { interruptRuns, onStopWish } from './processes.mjs';
import { printProgress, timed } from './progress.mjs';
import { assertNodeVersion, ensureBuild, ensureDependencies } from './set-up.mjs';
import { StartError, Supervisor } from './supervisor.mjs';

/** @typedef {import('./configuration.mjs').Configuration} Configuration */

const LOG_LINES = 20;
// npm passes a Ctrl-C on although the terminal has sent it to everyone, and goes: no second wish is meant by that.
const ECHO_MS = 1_000;

const print = printProgress;
const stopWish = new AbortController();
let stopWishedAt = 0;
/** @type {Supervisor | undefined} */
let supervisor;

onStopWish(onStop);
// Whoever read our output may have gone; that is no reason to leave the parts alone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  process.exitCode = await main();
} catch (error) {
  if (stopWish.signal.aborted) process.exitCode = 130;
  else {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof StartError) console.error(logTail(error.logFile));
    process.exitCode = 1;
  }
}

/** @returns {Promise<number>} the exit code */
async function main() {
  assertNodeVersion();
  print('Holdfast starts.');
  const home = await Home.open(homeFolder());
  try {
    const temporalCli = await setUp();
    process.umask(0o077); // Database and logs are nobody else's to read.
    const configuration = await configure(process.env, home);
    notices(configuration).forEach(print);
    await runParts(configuration, home, temporalCli);
  } finally {
    await home.close();
  }
  print('Holdfast has stopped; nothing of it is running.');
  return 0;
}

/** @returns {Promise<string | undefined>} the Temporal CLI, when a dev server is to be run */
async function setUp() {
  const steps = [
    ensureDependencies,
    async () => (process.env['TEMPORAL_ADDRESS'] ? undefined : obtain('temporal')),
    ensureBuild,
  ];
  let temporalCli;
  for (const step of steps) {
    temporalCli = (await step()) ?? temporalCli;
    stopWish.signal.throwIfAborted();
  }
  return temporalCli;
}

/**
 * @param {Configuration} configuration
 * @param {Home} home
 * @param {string | undefined} temporalCli
 */
async function runParts(configuration, home, temporalCli) {
  const environment = environmentText(configuration.product);
  const describe = () => home.describe(description(configuration, parts), environment);
  const parts = new Supervisor({
    print,
    onSpawn: () => home.note([...parts.processes.values()]),
    onRecovery: describe,
  });
  supervisor = parts;
  try {
    for (const part of partsOf(configuration, home, temporalCli)) {
      await timed(part.name, () => parts.start(part), print);
    }
    describe();
    console.log(banner(configuration, home.folder));
    await stopWished();
  } finally {
    home.withdrawDescription();
    await timed('stop', () => parts.stop(), print);
  }
}

/**
 * What scripts need to know of the running system.
 * @param {Configuration} configuration
 * @param {Supervisor} parts
 */
function description({ urls, webUiUrl, apiKey, supportKey, product, simulator }, parts) {
  const pids = [...parts.processes].map(([name, { pid }]) => [name, pid]);
  return {
    apiUrl: urls.api,
    apiKey,
    supportKey,
    temporalAddress: product['TEMPORAL_ADDRESS'],
    namespace: product['TEMPORAL_NAMESPACE'],
    webUiUrl,
    codecUrl: urls.codec,
    ...(simulator && {
      simulator: {
        url: simulator.url,
        clientId: product['PLURAL_CLIENT_ID'],
        clientSecret: product['PLURAL_CLIENT_SECRET'],
      },
    }),
    pids: { ...Object.fromEntries(pids), supervisor: process.pid },
  };
}

async function stopWished() {
  if (!stopWish.signal.aborted) await once(stopWish.signal, 'abort');
}

/** The first wish stops everything in order, a second one at once. */
function onStop() {
  if (!stopWish.signal.aborted) {
    stopWishedAt = Date.now();
    stopWish.abort(new Error('interrupted'));
    interruptRuns();
    void supervisor?.stop();
  } else if (Date.now() - stopWishedAt > ECHO_MS) {
    supervisor?.kill();
    process.exit(130);
  }
}

/** @param {string} logFile */
function logTail(logFile) {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  return [`The last lines of ${logFile}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
