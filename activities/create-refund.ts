import type { Money } from '../workflows/domain/values/money';
import type { CallOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { callOutcome } from './results';

export interface CreateRefundInput {
  /** The gateway's id of the order whose money is given back. */
  readonly gatewayOrderId: string;
  /** The refund's own: the documented idempotency key. */
  readonly reference: string;
  readonly amount: Money;
}

/** Gives captured money back, all of it or a part. */
export const createRefund =
  ({ gateway }: Dependencies) =>
  (input: CreateRefundInput): Promise<CallOutcome> => {
    const options = callOptions();
    return callOutcome(() => gateway.createRefund(input, options));
  };
