import { createDisplay } from '../../../workflows/engine/display';
import type { Told } from '../../../workflows/engine/display';

const shown: string[] = [];
jest.mock('@temporalio/workflow', () => ({
  setCurrentDetails: (details: string) => shown.push(details),
  workflowInfo: () => ({ typedSearchAttributes: { get: () => undefined } }),
  log: { warn: () => undefined, info: () => undefined },
}));

function detailsOf(told: Told): string | undefined {
  const order = { intents: { attention: null } };
  createDisplay({ what: 'An order', names: {}, columnsOf: () => [], told: () => told }, order).show(order);
  return shown.at(-1);
}

describe('what the Web UI says of an order or a refund', () => {
  it('is its state, and what it waits for', () => {
    expect(detailsOf({ state: 'held', waitingFor: 'The delivery.', attention: null })).toBe(
      '**held**. Waiting for: The delivery.',
    );
  });

  it('is first that a person is needed, why, and what they can do', () => {
    const attention = { reason: 'The gateway refused it', advice: 'Look it up' };
    expect(detailsOf({ state: 'capturing', waitingFor: 'A person: The gateway refused it.', attention })).toBe(
      '**Needs a person** (capturing): The gateway refused it. Look it up.',
    );
  });
});
