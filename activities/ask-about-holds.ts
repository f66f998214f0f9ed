import type { BelievedHold } from '../workflows/domain/holds/audit';
import type { Answer } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { ask } from './inquire';

/**
 * Asks the gateway about holds, one after the other, in their order. Only reads. They share the time of one attempt:
 * with a slow gateway the rest count as unanswered, and the audit goes on.
 */
export const askAboutHolds =
  ({ gateway }: Dependencies) =>
  async ({ holds }: { readonly holds: readonly BelievedHold[] }): Promise<Answer[]> => {
    const options = callOptions();
    const answers: Answer[] = [];
    for (const { gatewayOrderId, reference } of holds)
      answers.push(await ask(gateway, { gatewayOrderId, reference }, options));
    return answers;
  };
