import type { Answer } from '../workflows/domain/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { answerOf } from './outcomes';

export interface InquireInput {
  /** `null` while it is not known: then the reference serves. */
  readonly gatewayOrderId: string | null;
  readonly reference: string;
}

/** Asks the gateway how the order stands. Only reads. */
export const inquire =
  ({ gateway }: Dependencies) =>
  ({ gatewayOrderId, reference }: InquireInput): Promise<Answer> => {
    const options = callOptions();
    return answerOf(() =>
      gatewayOrderId === null
        ? gateway.getOrderByReference(reference, options)
        : gateway.getOrder(gatewayOrderId, options),
    );
  };
