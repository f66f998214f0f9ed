import { Context } from '@temporalio/activity';
import type { CallOptions } from './gateway';

/** The time between the last instant at which a request may be written and the time-out of the attempt. */
const SEND_MARGIN_MS = 1_000;
/** The time left at the end to record the outcome. */
const ANSWER_MARGIN_MS = 500;

/**
 * Bounds a call by its attempt: nothing is written to the socket once the attempt may have been given up, so that the
 * quiet period can be counted from its end (core rule 3), and the wait for the answer ends before the attempt does.
 * Call it first thing in an activity: the SDK does not tell when the attempt began, so it is taken as now.
 */
export function callOptions(): CallOptions {
  const { info, cancellationSignal } = Context.current();
  const { startToCloseTimeoutMs, heartbeatTimeoutMs = startToCloseTimeoutMs } = info;
  // A process that stood still may be given up as soon as its heartbeat times out.
  const givenUpAfterMs = Math.min(startToCloseTimeoutMs, heartbeatTimeoutMs || startToCloseTimeoutMs);
  return {
    notAfterMs: Date.now() + givenUpAfterMs - SEND_MARGIN_MS,
    signal: AbortSignal.any([cancellationSignal, abortsAfter(startToCloseTimeoutMs - ANSWER_MARGIN_MS)]),
  };
}

/**
 * Like AbortSignal.timeout, but that signal is garbage-collected, and never aborts, where only `any` refers to it (Node
 * 20).
 */
function abortsAfter(durationMs: number): AbortSignal {
  const over = new AbortController();
  setTimeout(() => over.abort(), durationMs).unref();
  return over.signal;
}
