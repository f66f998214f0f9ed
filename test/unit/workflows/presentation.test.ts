import { detailsOf } from '../../../workflows/presentation';

describe('what the Web UI says of an order or a refund', () => {
  const attention = { reason: 'The gateway refused it', advice: 'Look it up' };

  it('is its state, and what it waits for', () => {
    expect(detailsOf('held', 'The delivery.', null)).toBe('**held**. Waiting for: The delivery.');
  });

  it('is first that a person is needed, why, and what they can do', () => {
    expect(detailsOf('capturing', 'A person: The gateway refused it.', attention)).toBe(
      '**Needs a person** (capturing): The gateway refused it. Look it up.',
    );
  });
});
