import type { CallOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { CreateOrderInput } from './create-order';
import type { Dependencies } from './dependencies';
import { callOutcome } from './results';

/**
 * Creates the order at the gateway together with a page of the gateway on which the buyer pays, for a
 * pre-authorisation. Repeating it under the same reference is harmless, and the only way to the page when the answer
 * was lost (design §3).
 */
export const createHostedLink =
  ({ gateway, callbackUrl }: Dependencies) =>
  (input: CreateOrderInput): Promise<CallOutcome> => {
    const options = callOptions();
    return callOutcome(async () => {
      const { gatewayOrderId, link } = await gateway.createHostedLink({ ...input, callbackUrl }, options);
      return { kind: 'linked', gatewayOrderId, link };
    });
  };
