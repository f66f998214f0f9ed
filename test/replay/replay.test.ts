import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
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

const replay = (history: History, workflowBundle: WorkflowBundleOption = BUNDLE): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle, dataConverter: READABLE }, history);

beforeAll(quietRuntime);

it('there are recorded histories', () => {
  for (const release of ['0.1.0', '0.2.0'])
    expect(FILES.filter((file) => file.endsWith(`_${release}.json`)).length).toBeGreaterThanOrEqual(8);
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

describe('the patch for orders of release 0.1', () => {
  /** The bundle as if every order had begun under the present rules. */
  const unpatched = (): WorkflowBundleOption => {
    const code = readFileSync(BUNDLE.codePath, 'utf8');
    const asked = /\(0, \w+\.patched\)\(\w+\.BUYER_PATHS\)/g;
    expect(code.match(asked)).toHaveLength(1);
    return { code: code.replace(asked, 'true') };
  };

  it('matters: without it an order of 0.1 whose buyer is at the bank could not be continued', async () => {
    // Something happens while they are away, after the time at which we ask about them now and did not then.
    const history = historyOf('delivered-while-at-the-bank_0.1.0.json');
    await expect(replay(history)).resolves.toBeUndefined();
    await expect(replay(history, unpatched())).rejects.toThrow(DeterminismViolationError);
  });

  it('is all that the doctored bundle lacks: an order of 0.1 that those rules do not touch is replayed by it', async () => {
    await expect(replay(historyOf('captured-on-delivery_0.1.0.json'), unpatched())).resolves.toBeUndefined();
  });
});
