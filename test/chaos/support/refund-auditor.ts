import type { Statement } from '../../../simulator/ledger';
import type { RefundView } from '../../../workflows/refund-contract';
import type { Finding, Requested } from './auditor';

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
}

interface RefundFinding {
  readonly finding: Finding;
  readonly detail: string;
}

/** Judges what was given back of one order by the gateway's own ledger. */
export function auditRefunds(
  asked: readonly RefundAsked[],
  statement: Statement,
  endings: readonly RefundEnding[],
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
      const ending = endings.find(({ reference }) => reference === one.reference) ?? null;
      const amounts = given.filter(({ reference }) => reference === one.reference).map(({ amount }) => amount);
      return auditRefund(one, amounts, ending, statement);
    }),
  ];
}

const otherwise = (detail: string): RefundFinding => ({ finding: 'refunded other than asked or told', detail });

function auditRefund(
  asked: RefundAsked,
  given: readonly number[],
  ending: RefundEnding | null,
  statement: Statement,
): RefundFinding[] {
  const { reference } = asked;
  if (given.length > 1) return [{ finding: 'double refunds', detail: `${reference}: ${given.join(' and ')}` }];
  const [amount = 0] = given;
  if (ending?.parkedFor) return falselyParked(reference, ending.parkedFor, amount, statement);
  const promised = asked.answer === 'accepted' && (ending === null || ending.state === 'refused');
  const told = ending?.state === 'refunded' ? ending.amountMinor : 0;
  return [
    ...(promised ? [otherwise(`${reference} was accepted, and then ${ending?.state ?? 'forgotten'}`)] : []),
    ...(told === amount ? [] : [otherwise(`${reference}: told ${told}, given ${amount}`)]),
    ...(amount === 0 || asked.amountMinor === null || asked.amountMinor === amount
      ? []
      : [otherwise(`${reference}: asked ${asked.amountMinor}, given ${amount}`)]),
  ];
}

/** The only reason that a gateway of this kind gives within the time of a run: three requests, and none was carried out. */
function falselyParked(reference: string, code: string, amount: number, { mutatingCalls }: Statement): RefundFinding[] {
  const isTrue = code === 'refund-in-vain' && amount === 0 && mutatingCalls.refund >= 3;
  return isTrue
    ? []
    : [{ finding: 'parked though it could have been settled', detail: `${reference}: ${code}, given ${amount}` }];
}
