import type { CallOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { callOutcome } from './results';

export interface ReleaseHoldInput {
  readonly gatewayOrderId: string;
}

/** Cancels the order at the gateway, which lets the hold go. The call has neither body nor reference. */
export const releaseHold =
  ({ gateway }: Dependencies) =>
  ({ gatewayOrderId }: ReleaseHoldInput): Promise<CallOutcome> => {
    const options = callOptions();
    return callOutcome(() => gateway.cancel(gatewayOrderId, options));
  };
