import { log } from '@temporalio/workflow';
import { isSameTrouble } from '../domain/call/trouble';
import type { Attention } from '../domain/call/trouble';

/**
 * Logs when a matter begins to wait for a person, also for another reason than before, and when it needs none any more:
 * these lines wake operators. They are no commands of the workflow, and a replay writes none. `names` tell which matter
 * it is; `before` is what the run before has told.
 */
export function createAnnouncer(
  what: 'An order' | 'A refund',
  names: Readonly<Record<string, string>>,
  before: Attention | null,
): (attention: Attention | null) => void {
  let told = before;
  return (attention) => {
    const isNews = !isSameTrouble(attention, told);
    if (isNews && attention) log.warn(`${what} waits for a person`, { ...names, code: attention.code });
    else if (isNews) log.info(`${what} needs no person any more`, { ...names, code: told?.code });
    told = attention;
  };
}
