import type { Customer } from '../workflows/contract/order';
import type { Money } from '../workflows/domain/values/money';
import type { CallOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { callOutcome } from './results';

export interface CreateOrderInput {
  readonly reference: string;
  readonly amount: Money;
  readonly customer?: Customer;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Creates the order at the gateway, for a pre-authorisation. Repeating it under the same reference is harmless. */
export const createOrder =
  ({ gateway, callbackUrl }: Dependencies) =>
  (input: CreateOrderInput): Promise<CallOutcome> => {
    const options = callOptions();
    return callOutcome(() => gateway.createOrder({ ...input, callbackUrl }, options));
  };
