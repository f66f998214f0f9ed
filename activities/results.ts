import { ApplicationFailure } from '@temporalio/common';
import type { Answer, CallOutcome, OtpPromptOutcome, OtpSubmitOutcome } from '../workflows/domain/gateway/outcomes';
import type { Snapshot } from '../workflows/domain/gateway/snapshot';
import { GatewayError } from './gateway';
import type { GatewayErrorFields } from './gateway';

/**
 * The one place where failures of the gateway become what the workflow knows. An answer of the gateway is a value and
 * no failure of the activity; only our codes and the gateway's pass, never its text. Any error but a GatewayError is a
 * fault of ours or of the vault: `unexpected` tells only its name and place, because messages may hold anything.
 */
export async function callOutcome(call: () => Promise<Snapshot | CallOutcome>): Promise<CallOutcome> {
  try {
    const answer = await call();
    return 'kind' in answer ? answer : { kind: 'done', snapshot: answer };
  } catch (error) {
    const { outcome, code, retryAfterMs, ...fields } = fieldsOf(error);
    if (outcome === 'notSent') return { kind: outcome, code, retryAfterMs };
    return outcome === 'unknown' && isBusy(fields)
      ? { kind: outcome, code, busyForMs: retryAfterMs ?? 0 }
      : { kind: outcome, code };
  }
}

/**
 * A question without an answer proves nothing. That the gateway knows no such order is an answer. Where the gateway
 * turned the question away, the result says when to ask again.
 */
export async function answerOf(question: () => Promise<Snapshot>): Promise<Answer> {
  try {
    return { kind: 'snapshot', snapshot: await question() };
  } catch (error) {
    const { code, retryAfterMs, ...fields } = fieldsOf(error);
    if (code === 'ORDER_NOT_FOUND') return { kind: 'absent' };
    return { kind: 'failed', ...(isTurnedAway(fields) && retryAfterMs !== undefined && { retryAfterMs }) };
  }
}

export function otpPromptFailure(error: unknown): OtpPromptOutcome {
  const { code, retryAfterMs = 0, ...fields } = fieldsOf(error);
  const isFinal = fields.outcome === 'declined' || fields.outcome === 'rejected';
  return { kind: 'refused', code, isFinal, ...(isTurnedAway(fields) && { letInAfterMs: retryAfterMs }) };
}

export function otpSubmitFailure(error: unknown): OtpSubmitOutcome {
  const { outcome, code, next, resendAfterS } = fieldsOf(error);
  switch (outcome) {
    case 'notSent':
    case 'unknown':
      return { kind: outcome };
    case 'declined':
    case 'rejected':
      // Where the gateway does not say what comes next, another entry is the lesser harm: it will refuse that, too.
      return { kind: 'declined', code, next: next ?? ['submit'], resendAfterS };
  }
}

/** The gateway says that it is too busy; perhaps something behind it says so, after it had taken the call. */
const isBusy = ({ httpStatus }: Pick<GatewayErrorFields, 'httpStatus'>): boolean => httpStatus === 503;

/** Whether the request was not let in: it did not reach the gateway, was over a limit, or the gateway was too busy. */
const isTurnedAway = ({ outcome, ...fields }: Pick<GatewayErrorFields, 'outcome' | 'httpStatus'>): boolean =>
  outcome === 'notSent' || (outcome === 'unknown' && isBusy(fields));

function fieldsOf(error: unknown): GatewayErrorFields {
  if (error instanceof GatewayError) return error.fields;
  throw unexpected(error);
}

/**
 * A failure that is not retried, because nobody knows what was done: the workflow reads it as an unknown outcome and
 * asks. It tells where the error was thrown, so that the fault can be mended, but not the error's message.
 */
export function unexpected(error: unknown): ApplicationFailure {
  const { name, stack = '' } = error instanceof Error ? error : new Error();
  const [, place = 'an unknown place'] = /^\s+at .*?([^\s/\\(]+:\d+):\d+\)?$/m.exec(stack) ?? [];
  return ApplicationFailure.nonRetryable(`Unexpected ${name} at ${place}`, name);
}
