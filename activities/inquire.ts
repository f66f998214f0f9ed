import type { Answer } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { CallOptions, PluralGateway } from './gateway';
import type { Dependencies } from './dependencies';
import { answerOf } from './results';

export interface InquireInput {
  /** `null` while it is not known: then the reference serves. */
  readonly gatewayOrderId: string | null;
  readonly reference: string;
}

/** Asks the gateway how the order stands. Only reads. */
export const inquire =
  ({ gateway }: Dependencies) =>
  (input: InquireInput): Promise<Answer> =>
    ask(gateway, input, callOptions());

export const ask = (
  gateway: PluralGateway,
  { gatewayOrderId, reference }: InquireInput,
  options: CallOptions,
): Promise<Answer> =>
  answerOf(() =>
    gatewayOrderId === null
      ? gateway.getOrderByReference(reference, options)
      : gateway.getOrder(gatewayOrderId, options),
  );
