import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { PATCHES } from '../../workflows/engine/patches';
import { BUNDLE, quietRuntime, READABLE } from '../support/temporal';

const FOLDER = path.resolve(__dirname, 'histories');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

interface HistoryEvent {
  eventType: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}
interface History {
  events: HistoryEvent[];
}

const historyOf = (file: string): History => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as History;

const replay = (history: History, workflowBundle: WorkflowBundleOption = BUNDLE): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle, dataConverter: READABLE }, history);

beforeAll(quietRuntime);

it('there are recorded histories', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(26);
});

it.each(FILES)('%s is replayed by the present workflow code', async (file) => {
  await expect(replay(historyOf(file))).resolves.toBeUndefined();
});

it('a history that the code could not have made is refused', async () => {
  const history = historyOf(FILES.find((file) => file.startsWith('captured-on-delivery')) ?? '');
  const activities = history.events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled ?? []);
  const [payment] = activities;
  expect(payment?.activityType.name).toBe('createPayment');
  if (payment) payment.activityType.name = 'captureHold';
  await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
});

it('the workflow code asks for the patches that are written down, and for no other', () => {
  const code = readFileSync(BUNDLE.codePath, 'utf8');
  const asked = [...code.matchAll(/\(0, \w+\.(?:patched|deprecatePatch)\)\(['"]?([\w.-]+)/g)].map(([, id]) => id);
  expect([...new Set(asked)].sort()).toEqual(PATCHES.map(({ id }) => id).sort());
  for (const { id } of PATCHES) expect(id).toMatch(/^[a-z0-9-]+-\d{4}-\d{2}$/);
});
