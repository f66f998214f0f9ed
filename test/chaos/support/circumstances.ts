import type { Ending } from './auditor';

/** What the adversary did to the order. */
export type Story = readonly string[];

/** What has to be known beside its ledger to judge an order. */
export interface Circumstances {
  readonly ending: Ending;
  readonly story: Story;
  /** Within which every hold has to be captured or let go, unless a person was called. */
  readonly windowMs: number;
  /** After its authorisation, when nobody says otherwise. */
  readonly decidesAfterMs: number;
}

export const suffered = (story: Story, fault: RegExp): boolean => story.some((line) => fault.test(line));

/** What turns a call away and counts as no try; of a capture each one counts that may have got in. */
const TURNS_AWAY = { capture: /: rate-limit/, cancel: /: (rate-limit|unavailable)/ } as const;

/**
 * How often a call of an order counts as sent: as often as Temporal handed it to a worker, with what died on its way, less
 * what was turned away and lived to be told: of one that died nobody knows that.
 */
export function sendsOf(operation: 'capture' | 'cancel', { ending, story }: Circumstances): number {
  const { handed, lost } = ending.tries[operation];
  const turnedAway = story.filter((line) => line.startsWith(operation) && TURNS_AWAY[operation].test(line)).length;
  return handed - Math.max(0, turnedAway - lost);
}
