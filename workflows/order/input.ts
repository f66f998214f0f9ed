import { ApplicationFailure } from '@temporalio/workflow';
import { FailureType, REFERENCE_PATTERN, SHOP_PATTERN } from '../contract/common';
import type { OrderInput, Revival } from '../contract/order';
import { isAmountMinor, MAX_AMOUNT_MINOR, MIN_AMOUNT_MINOR } from '../domain/values/money';
import { isPolicy, isRevival, isTiming } from './message-shapes';

/**
 * An order can be started without the HTTP edge, so what money depends on is checked here, too.
 * @throws ApplicationFailure that names the field
 */
export function assertInput({
  reference,
  shop,
  amount,
  checkout,
  cardRef,
  policy = {},
  timing = {},
}: Partial<OrderInput>): void {
  if (typeof reference !== 'string' || !REFERENCE_PATTERN.test(reference))
    refuse('reference: 1 - 50 of A-Z a-z 0-9 _ -');
  if (shop !== undefined && !SHOP_PATTERN.test(shop)) refuse('shop: 1 - 32 of A-Z a-z 0-9 _ -');
  if (!isAmountMinor(amount?.value))
    refuse(`amount.value: an integer from ${MIN_AMOUNT_MINOR} to ${MAX_AMOUNT_MINOR} (paisa)`);
  if (amount.currency !== 'INR') refuse('amount.currency: INR');
  if (checkout !== 'seamless' && checkout !== 'hosted') refuse('checkout: seamless or hosted');
  if (checkout === 'hosted' && cardRef !== undefined) refuse('cardRef: none with checkout hosted');
  if (!isPolicy(policy))
    refuse('policy: {onDelivery?, atDeadline?, decideBy?: {at} or {afterMs}, paymentAttempts?, otpTries?}');
  if (!isTiming(timing)) refuse('timing: durations in milliseconds, at most 400 days each');
}

/** @throws ApplicationFailure */
export function assertRevival(revival: Revival | undefined): void {
  if (revival !== undefined && !isRevival(revival)) refuse('revival: {actor, reason, isBlind, untaken}');
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, FailureType.invalid);
}
