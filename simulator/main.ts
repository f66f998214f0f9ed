import { optionsOf, problemsOf } from './config';
import { startSimulator } from './simulator';

const log = (line: Readonly<Record<string, unknown>>): void =>
  void process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), part: 'simulator', ...line })}\n`);

async function main(): Promise<void> {
  const problems = problemsOf(process.env);
  if (problems.length > 0) {
    process.stderr.write(`The simulator cannot start:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
    process.exitCode = 1;
    return;
  }
  const simulator = await startSimulator({ ...optionsOf(process.env), log });
  log({ listening: simulator.url });
  const stop = (signal: string): void => {
    log({ stopping: signal });
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`The simulator cannot start: ${error instanceof Error ? error.message : 'unknown reason'}\n`);
  process.exitCode = 1;
});
