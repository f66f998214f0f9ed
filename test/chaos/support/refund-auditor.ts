import type { Statement } from '../../../simulator/ledger';
import type { RefundView } from '../../../workflows/contract/refund';
import type { Finding, Requested } from './auditor';
import { suffered } from './circumstances';
import type { Circumstances, Story } from './circumstances';

/** A refund as it was asked for, and how that was answered. */
export interface RefundAsked {
  readonly reference: string;
  /** Null: all that is left. */
  readonly amountMinor: number | null;
  readonly answer: Requested['answer'];
}

/** How a refund ended, as its order tells it. */
export interface RefundEnding {
  readonly reference: string;
  readonly state: RefundView['state'];
  readonly amountMinor: number | null;
  /** Why it waits for a person, in one word. */
  readonly parkedFor: string | null;
  /** How often Temporal handed the call to a worker; looked up of parked ones only. */
  readonly sent: number;
}

interface RefundFinding {
  readonly finding: Finding;
  readonly detail: string;
}

/** Judges what was given back of one order by the gateway's own ledger. */
export function auditRefunds(
  asked: readonly RefundAsked[],
  statement: Statement,
  circumstances: Circumstances,
): RefundFinding[] {
  const { entries, captured, refunded } = statement;
  const given = entries.filter(({ kind }) => kind === 'refunded');
  const known = new Set(asked.map(({ reference }) => reference));
  const strange = given.filter(({ reference = '' }) => !known.has(reference));
  const tooMuch: RefundFinding[] =
    refunded > captured
      ? [{ finding: 'refunded more than was captured', detail: `captured ${captured}, refunded ${refunded}` }]
      : [];
  return [
    ...tooMuch,
    ...strange.map(({ amount }) => otherwise(`${amount} was given back that nobody asked for`)),
    ...asked.flatMap((one) => {
      const amounts = given.filter(({ reference }) => reference === one.reference).map(({ amount }) => amount);
      return auditRefund(one, amounts, circumstances);
    }),
  ];
}

const otherwise = (detail: string): RefundFinding => ({ finding: 'refunded other than asked or told', detail });

function auditRefund(asked: RefundAsked, given: readonly number[], circumstances: Circumstances): RefundFinding[] {
  const { reference } = asked;
  if (given.length > 1) return [{ finding: 'double refunds', detail: `${reference}: ${given.join(' and ')}` }];
  const [amount = 0] = given;
  const ending = circumstances.ending.refunds.find((one) => one.reference === reference) ?? null;
  if (ending?.parkedFor && !isInVain(ending, amount))
    return [
      {
        finding: 'parked though it could have been settled',
        detail: `${reference}: ${ending.parkedFor}, given ${amount}`,
      },
    ];
  if (ending?.parkedFor) return [];
  return told(asked, amount, ending, circumstances.story).map((detail) => otherwise(`${reference}: ${detail}`));
}

/** What of the ending is not what was asked for, or not what happened. */
function told(asked: RefundAsked, amount: number, ending: RefundEnding | null, story: Story): string[] {
  const isForgotten = asked.answer === 'accepted' && (ending === null || ending.state === 'refused');
  const toldMinor = (ending?.state === 'refunded' ? ending.amountMinor : 0) ?? 0;
  const isFalselyFailed = ending?.state === 'failed' && !suffered(story, FAILS);
  const isOther = amount > 0 && asked.amountMinor !== null && asked.amountMinor !== amount;
  return [
    ...(isForgotten ? [`accepted, and then ${ending?.state ?? 'forgotten'}`] : []),
    ...(isFalselyFailed ? ['told as failed, and nothing had failed it'] : []),
    ...(toldMinor === amount ? [] : [`told ${toldMinor}, given ${amount}`]),
    ...(isOther ? [`asked ${asked.amountMinor}, given ${amount}`] : []),
  ];
}

/** What lets a refund fail: the gateway's no, or the bank's. */
const FAILS = /^refund \d+: (decline|pending-then-failed)$/;

/** The only reason that a gateway of this kind gives within the time of a run: three requests, and none was carried out. */
const isInVain = ({ parkedFor, sent }: RefundEnding, amount: number): boolean =>
  parkedFor === 'refund-in-vain' && amount === 0 && sent >= MAX_SENDS;
const MAX_SENDS = 3;
