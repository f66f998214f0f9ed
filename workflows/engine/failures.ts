import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../contract/common';
import type { Verdict } from '../domain/values/verdict';

/** Handlers may throw only an ApplicationFailure: any other error would fail the workflow task, again and again. */
export const failure = (type: FailureType, message: string, ...details: unknown[]): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable: true, category: 'BENIGN', details });

export function assertShape(isShaped: boolean, shape: string): void {
  if (!isShaped) throw failure(FailureType.invalid, `The argument has to be ${shape}`);
}

export function assertAllowed(verdict: Verdict): void {
  if (!verdict.ok) throw failure(FailureType.notAllowed, verdict.reason, verdict.code);
}
