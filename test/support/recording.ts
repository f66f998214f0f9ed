import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { temporal } from '@temporalio/proto';
import { version } from '../../package.json';

const FOLDER = path.resolve(__dirname, '../replay/histories');

/** What names the machine: processes, and the paths in stack traces. Replay looks at neither. */
const OF_THE_MACHINE: Record<string, unknown> = { identity: 'recorded', stackTrace: '', encodedAttributes: undefined };
const withoutMachine = (key: string, value: unknown): unknown => (key in OF_THE_MACHINE ? OF_THE_MACHINE[key] : value);

/** Writes the history of a workflow to where test/replay finds it, under the release that made it. */
export async function recordHistory(
  { client }: TestWorkflowEnvironment,
  workflowId: string,
  name: string,
): Promise<temporal.api.history.v1.IHistory> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const file = path.join(FOLDER, `${name}_${version}.json`);
  await writeFile(file, `${JSON.stringify(JSON.parse(historyToJSON(history), withoutMachine), null, 1)}\n`);
  return history;
}
