import { log } from '@temporalio/workflow';

/** What may come to wait for a person. */
interface Parkable {
  readonly intents: { readonly attention: { readonly code: string | null; readonly reason: string } | null };
}

/**
 * Says in the log when something begins to wait for a person, for another reason, too, and when it needs none any more:
 * operators are woken by these lines. They are no commands of the workflow, and a replay writes none.
 * `names` tell which it is; `before`: as the run before has left it, and told it.
 */
export function createAnnouncer(
  what: 'An order' | 'A refund',
  names: Readonly<Record<string, string>>,
  before: Parkable,
): (now: Parkable) => void {
  let told = before.intents.attention;
  return ({ intents: { attention } }) => {
    const isNews = attention?.reason !== told?.reason;
    if (isNews && attention) log.warn(`${what} waits for a person`, { ...names, code: attention.code });
    else if (isNews) log.info(`${what} needs no person any more`, { ...names, code: told?.code });
    told = attention;
  };
}
