import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
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

const replay = (history: History): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: BUNDLE, dataConverter: READABLE }, history);

beforeAll(quietRuntime);

it('there are recorded histories', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(8);
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
