import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { createLogger } from '../../../workers/logging';

const CANARY = '4111111111111111';

interface Line {
  readonly msg: string;
  readonly error: { type: string; message?: string; stack: string[]; cause?: Line['error'] };
}

function logged(fields: object): Line {
  const lines: string[] = [];
  createLogger({ name: 'worker', level: 'info' }, { write: (line) => void lines.push(line) }).warn(fields, 'failed');
  return JSON.parse(lines.join('')) as Line;
}

class GatewayTrouble extends Error {
  override readonly name = 'GatewayTrouble';
}

describe('an error in the log', () => {
  // As it comes out of the sandbox of a workflow, which runs in a thread of its own.
  it.each([
    ['as it was thrown', (error: Error): Error => error],
    ['cloned', (error: Error): Error => structuredClone(error)],
  ])('is told by its class and the places of its trace, %s', (_, pass) => {
    const { error } = logged({ error: pass(new TypeError(`Cannot read ${CANARY}`)) });
    expect(error.type).toBe('TypeError');
    expect(error.stack[0]).toMatch(/^logging\.test\.ts:\d+$/);
    expect(JSON.stringify(error)).not.toContain(CANARY);
  });

  it.each([
    ['as it was thrown', (error: Error): Error => error],
    ['cloned', (error: Error): Error => structuredClone(error)],
  ])('keeps its message when it is our own failure, %s', (_, pass) => {
    const { error } = logged({ error: pass(ApplicationFailure.nonRetryable('amount.currency: INR', 'Invalid')) });
    expect(error).toMatchObject({ type: 'ApplicationFailure', message: 'amount.currency: INR' });
    expect(error.stack.join()).toContain('logging.test.ts:');
  });

  it.each([
    ['a parser', new SyntaxError(`Unexpected token ${CANARY}`)],
    ['a class of its own', new GatewayTrouble(CANARY)],
    ['several lines that look like a trace', new Error(`x\n    at ${CANARY} (card-${CANARY}.js:12:3)`)],
    ['a failure that the SDK made of a stranger', ApplicationFailure.fromError(new Error(CANARY))],
    ['an error that calls itself ours', Object.assign(new Error(CANARY), { name: 'ApplicationFailure' })],
    ['an error without a name', Object.assign(new Error(), { name: '', message: CANARY, stack: CANARY })],
    ['no error at all', CANARY],
    ['an object', { message: CANARY, cause: { message: CANARY } }],
  ])('says nothing of what %s quotes', (_, error) => {
    expect(JSON.stringify(logged({ error }))).not.toContain(CANARY);
    expect(JSON.stringify(logged({ err: error }))).not.toContain(CANARY);
  });

  it('shows the failure behind it', () => {
    const cause = ApplicationFailure.nonRetryable('Unexpected TypeError at inquire.ts:12', 'TypeError');
    const failure = new ActivityFailure('Activity task failed', 'inquire', '1', RetryState.TIMEOUT, 'me', cause);
    expect(logged({ error: failure }).error).toMatchObject({
      type: 'ActivityFailure',
      cause: { type: 'ApplicationFailure', message: 'Unexpected TypeError at inquire.ts:12' },
    });
  });

  it('that is its own cause ends somewhere', () => {
    const error = new RangeError();
    error.cause = error;
    expect(logged({ error }).error.cause?.cause?.type).toBe('RangeError');
  });
});
