import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities';

/**
 * Every call to the gateway is made once: what follows from its outcome, and when it is repeated, is the core's to say
 * (docs/decisions/0002). Temporal's own retries would repeat a capture that timed out without asking first.
 */
const ONCE = { maximumAttempts: 1 } as const;

/**
 * Calls that may be repeated without harm, because a crash of the worker repeats a local activity: reads, an order
 * under its documented idempotency key, a second OTP. Each costs one marker instead of three events and a task. The
 * time-out is short, because queries and updates wait while one runs (measured): a gateway that takes longer is asked
 * what came of it.
 */
export const harmless = proxyLocalActivities<
  Pick<Activities, 'createOrder' | 'createHostedLink' | 'inspectCard' | 'requestOtp' | 'inquire'>
>({
  startToCloseTimeout: '4 s',
  retry: ONCE,
});

/** What the watchdog does: it reads, and makes orders ask. A repeat is harmless. */
export const watching = proxyActivities<Pick<Activities, 'findHolds' | 'askAboutHolds' | 'recheckOrder'>>({
  startToCloseTimeout: '2 minutes',
  retry: { maximumAttempts: 3 },
});

/**
 * Calls that may move money. Never cancelled half-way: TRY_CANCEL, the SDK's real default, would leave the request
 * travelling. The time-out of an attempt counts from its start, so a queue without workers costs nothing but time; the
 * heartbeat tells a dead worker long before it.
 */
export const potent = proxyActivities<
  Pick<Activities, 'createPayment' | 'submitOtp' | 'captureHold' | 'releaseHold' | 'createRefund'>
>({
  startToCloseTimeout: '40 s',
  scheduleToCloseTimeout: '1 day',
  heartbeatTimeout: '12 s',
  retry: ONCE,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
