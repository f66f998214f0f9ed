import type { BelievedHold } from '../workflows/domain/audit';
import type { Answer } from '../workflows/domain/outcomes';
import type { Dependencies } from './dependencies';
import { inquire } from './inquire';

/** Asks the gateway about holds, one after the other, in their order. Only reads. */
export const askAboutHolds = (dependencies: Dependencies) => {
  const ask = inquire(dependencies);
  return async ({ holds }: { readonly holds: readonly BelievedHold[] }): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (const { gatewayOrderId, reference } of holds) answers.push(await ask({ gatewayOrderId, reference }));
    return answers;
  };
};
