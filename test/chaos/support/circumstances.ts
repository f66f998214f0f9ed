import type { Statement } from '../../../simulator/ledger';
import type { Ending } from './auditor';

/** What the adversary did to the order. */
export type Story = readonly string[];

/** What has to be known beside its ledger to judge an order. */
export interface Circumstances {
  readonly ending: Ending;
  readonly story: Story;
  /** Within which every hold has to be captured or let go, unless a person was called. */
  readonly windowMs: number;
  /** When worker or server were killed: what was on its way then may never have got out, and counts as sent. */
  readonly killedAt: readonly string[];
}

export const suffered = (story: Story, fault: RegExp): boolean => story.some((line) => fault.test(line));

/** How often a call may have been sent: those that arrived, and those that may have died with a process. */
export function sendsOf(
  operation: 'capture' | 'cancel' | 'refund',
  { entries, mutatingCalls }: Statement,
  { windowMs, killedAt }: Circumstances,
): number {
  const before = operation === 'refund' ? 'captured' : 'authorised';
  const since = entries.find(({ kind }) => kind === before)?.at ?? '';
  const isMeanwhile = (at: string): boolean => {
    const afterMs = Date.parse(at) - Date.parse(since);
    return afterMs >= 0 && afterMs <= windowMs;
  };
  return mutatingCalls[operation] + killedAt.filter(isMeanwhile).length;
}
