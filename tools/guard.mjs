// Outlives the supervisor for a moment: when that one is killed and can stop nothing any more, this process ends what
// it had started. The supervisor tells it on stdin what there is, one line of JSON each time; the end of stdin is the
// end of the supervisor.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endProcess } from './processes.mjs';

/** @typedef {{ processes: import('./processes.mjs').ProcessMark[], files: string[] }} Belongings `files`: to be removed */

const STOP_BOUND_MS = 10_000;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => undefined);

/** @type {Belongings} */
let belongings = { processes: [], files: [] };
for await (const line of createInterface({ input: process.stdin })) belongings = JSON.parse(line);

for (const file of belongings.files) rmSync(file, { recursive: true, force: true });
for (const mark of belongings.processes.reverse()) await endProcess(mark, STOP_BOUND_MS);
