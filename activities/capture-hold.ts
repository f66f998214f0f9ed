import type { Money } from '../workflows/domain/values/money';
import type { CallOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { callOutcome } from './results';

export interface CaptureHoldInput {
  readonly gatewayOrderId: string;
  readonly reference: string;
  readonly amount: Money;
}

/**
 * Takes the held money, or part of it. It is documented nowhere as idempotent, so it is never repeated without asking
 * first.
 */
export const captureHold =
  ({ gateway }: Dependencies) =>
  (input: CaptureHoldInput): Promise<CallOutcome> => {
    const options = callOptions();
    return callOutcome(() => gateway.capture(input, options));
  };
