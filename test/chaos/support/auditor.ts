import type { Statement } from '../../../simulator/ledger';
import { sendsOf, suffered } from './circumstances';
import type { Circumstances, Story } from './circumstances';
import type { Tries } from './fleet';
import { auditRefunds } from './refund-auditor';
import type { RefundAsked, RefundEnding } from './refund-auditor';
import { auditTaken } from './taken';
import type { Taken } from './taken';

/** What the people of an order asked for, and how they were answered: notes of the test, not words of the product. */
export interface Asked {
  readonly reference: string;
  readonly amountMinor: number;
  readonly policy: {
    readonly onDelivery: 'capture' | 'wait';
    readonly atDeadline: 'captureIfDelivered' | 'capture' | 'release';
  };
  readonly requests: readonly Requested[];
  readonly refunds: readonly RefundAsked[];
  /** The reference was used before. */
  readonly taken?: Taken | null;
}
export interface Requested {
  readonly kind: RequestKind;
  readonly amountMinor: number;
  /** When it was answered, or nobody waited for an answer any more. */
  readonly answeredAt: string;
  /** `perhaps`: no definite answer ever came. */
  readonly answer: 'accepted' | 'refused' | 'perhaps';
}
export type RequestKind = 'capture' | 'cancel' | 'delivery';

/** How an order ended, where it matters whether a person is waited for. */
export interface Ending {
  readonly state: string;
  /** Why it is parked, in one word. */
  readonly parkedFor: string | null;
  /** How often Temporal handed a call to a worker; looked up of parked orders only. */
  readonly tries: Readonly<Record<'capture' | 'cancel', Tries>>;
  readonly refunds: readonly RefundEnding[];
}
const NO_TRIES: Tries = { handed: 0, lost: 0 };
export const NOT_PARKED = { parkedFor: null, tries: { capture: NO_TRIES, cancel: NO_TRIES } } as const;

export const FINDINGS = [
  'double payments',
  'double captures',
  'captures after a cancel',
  'holds neither captured nor released',
  'captured other than asked',
  'holds decided about too late',
  'double refunds',
  'refunded more than was captured',
  'refunded other than asked or told',
  'parked though it could have been settled',
  'used references adopted',
  'other violations of the ledger',
] as const;
export type Finding = (typeof FINDINGS)[number];

export interface Found {
  readonly reference: string;
  readonly finding: Finding;
  readonly detail: string;
}

/** Judges one order by the gateway's own ledger. */
export function auditOrder(asked: Asked, statement: Statement, circumstances: Circumstances): Found[] {
  const { ending, story, windowMs } = circumstances;
  const found = (finding: Finding, detail: string): Found[] => [{ reference: asked.reference, finding, detail }];
  if (asked.taken)
    return auditTaken(asked.taken, statement, ending).flatMap((detail) => found('used references adopted', detail));
  const captures = statement.entries.filter(({ kind }) => kind === 'captured');
  const others = statement.violations
    .filter(({ rule }) => !KNOWN.includes(rule))
    .map(({ rule, detail }) => `${rule}: ${detail}`);
  const wrong = capturedOtherThanAsked(asked, statement, ending);
  const parked = ending.parkedFor === null ? null : falseReason(ending.parkedFor, asked, statement, circumstances);
  return [
    ...doublePayments(statement).flatMap((reference) => found('double payments', reference)),
    ...(captures.length > 1 ? found('double captures', `${captures.length} captures`) : []),
    ...(isCapturedAfterCancel(asked, statement)
      ? found('captures after a cancel', `captured ${statement.captured}`)
      : []),
    ...(statement.held > 0 && !isExplained(statement, ending, story)
      ? found('holds neither captured nor released', `held ${statement.held}, ${ending.parkedFor ?? ending.state}`)
      : []),
    ...(ending.parkedFor === null && longestHoldMs(statement) > windowMs
      ? found('holds decided about too late', `after ${longestHoldMs(statement) / 1_000} s`)
      : []),
    ...(wrong === null ? [] : found('captured other than asked', wrong)),
    ...(parked === null ? [] : found('parked though it could have been settled', `${ending.parkedFor}: ${parked}`)),
    ...auditRefunds(asked.refunds, statement, circumstances).flatMap(({ finding, detail }) => found(finding, detail)),
    ...others.flatMap((detail) => found('other violations of the ledger', detail)),
  ];
}

/** Told by findings of their own, or done by the bank: two payments that both authorise are no doing of ours, and parked. */
const KNOWN: readonly string[] = [
  'captured-twice',
  'captured-after-release',
  'held-at-end',
  'hold-lapsed',
  'two-holds',
  'refunded-more-than-captured',
  'hold-beside-capture',
];

/** References of payments under which money was put on hold more than once. */
function doublePayments({ entries }: Statement): string[] {
  const references = entries.flatMap(({ kind, reference }) => (kind === 'authorised' && reference ? [reference] : []));
  return [...new Set(references.filter((reference, index) => references.indexOf(reference) < index))];
}

const has = (asked: Asked, kind: RequestKind, ...answers: string[]): boolean =>
  asked.requests.some((request) => request.kind === kind && answers.includes(request.answer));

function isCapturedAfterCancel(asked: Asked, { captured, violations }: Statement): boolean {
  return (
    (has(asked, 'cancel', 'accepted') && captured > 0) ||
    violations.some(({ rule }) => rule === 'captured-after-release')
  );
}

/** No answer of the gateway tells of a remainder that it keeps after a partial capture (docs/core.md rule 13): none of our doing. */
export const isRemainderKept = ({ captured }: Statement, story: Story): boolean =>
  captured > 0 && suffered(story, /: remainder-never$/);

const isRemainderShown = ({ captured }: Statement, story: Story): boolean =>
  captured > 0 && suffered(story, /: remainder-never-shown$/);

/** Whether money may still be on hold: a person was called for it, or no answer shows it. */
function isExplained(statement: Statement, { parkedFor }: Ending, story: Story): boolean {
  if (parkedFor === null) return isRemainderKept(statement, story);
  // One that shows calls for a person itself; only a second payment is more serious.
  return !isRemainderShown(statement, story) || ['remainder-held', 'two-payments'].includes(parkedFor);
}

/** From each authorisation to the end of its hold; one that the bank took back early is no decision of ours. */
function longestHoldMs({ entries }: Statement): number {
  const holds = entries.filter(({ kind }) => kind === 'authorised');
  return Math.max(
    0,
    ...holds.map(({ at, paymentId }) => {
      const end = entries.find(
        (entry) => entry.paymentId === paymentId && ['captured', 'released'].includes(entry.kind),
      );
      return end && end.cause !== 'lapse' ? Date.parse(end.at) - Date.parse(at) : 0;
    }),
  );
}

/** The amounts that somebody's word, or the policy, allows to be captured. */
function allowedAmounts({ amountMinor, policy, requests }: Asked): readonly number[] {
  const asked = requests.filter(({ kind, answer }) => kind === 'capture' && answer !== 'refused');
  const certain = asked.filter(({ answer }) => answer === 'accepted');
  const delivered = requests.some(({ kind, answer }) => kind === 'delivery' && answer !== 'refused');
  const byPolicy =
    policy.atDeadline === 'capture' ||
    (delivered && (policy.onDelivery === 'capture' || policy.atDeadline !== 'release'));
  const amounts = (certain.length > 0 ? certain : asked).map((request) => request.amountMinor);
  return certain.length > 0 || !byPolicy ? amounts : [...amounts, amountMinor];
}

function capturedOtherThanAsked(asked: Asked, statement: Statement, { state, parkedFor }: Ending): string | null {
  const { captured, entries } = statement;
  const allowed = allowedAmounts(asked);
  if (captured > 0 && !allowed.includes(captured))
    return `captured ${captured}, allowed ${allowed.join(' or ') || 'nothing'}`;
  // What a person is asked about is not settled yet.
  if (parkedFor !== null) return null;
  if (captured > 0 !== (state === 'captured')) return `captured ${captured}, told ${state}`;
  if (state === 'released' && statement.authorised === 0) return 'told released, and nothing had been on hold';
  const isPromised = captured === 0 && has(asked, 'capture', 'accepted');
  if (isPromised && !isTakenAway(entries)) return 'a capture was accepted, and nothing was captured';
  return captured === 0 && isDeliveryOwed(asked) ? 'delivered, not captured, and nobody was called' : null;
}

/** What the bank or the gateway took away cannot be captured. */
const isTakenAway = (entries: Statement['entries']): boolean =>
  entries.some(({ cause }) => ['lapse', 'capture-failure', 'dashboard'].includes(cause));

/** Goods left, and neither somebody's word nor the policy lets them go unpaid. */
const isDeliveryOwed = (asked: Asked): boolean =>
  has(asked, 'delivery', 'accepted') &&
  !has(asked, 'cancel', 'accepted', 'perhaps') &&
  !(asked.policy.onDelivery === 'wait' && asked.policy.atDeadline === 'release');

/** Whether the goods were known to have left before the time to decide: then letting the hold go was wrong. */
function wasDeliveredInTime({ requests }: Asked, { entries }: Statement, { decidesAfterMs }: Circumstances): boolean {
  const held = entries.find(({ kind }) => kind === 'authorised');
  const delivered = requests.find(({ kind, answer }) => kind === 'delivery' && answer === 'accepted');
  if (!held || !delivered) return false;
  return Date.parse(delivered.answeredAt) < Date.parse(held.at) + decidesAfterMs;
}

/** What has to be true of an order for a person to be needed; for other reasons a gateway of this kind gives no cause. */
const REASONS: Readonly<Record<string, (asked: Asked, statement: Statement, circumstances: Circumstances) => boolean>> =
  {
    'two-payments': (_asked, { entries }) =>
      new Set(entries.filter(({ kind }) => kind === 'authorised').map(({ paymentId }) => paymentId)).size > 1,
    'remainder-held': (_asked, statement, { story }) => statement.held > 0 && isRemainderShown(statement, story),
    'capture-in-vain': (_asked, statement, circumstances) =>
      statement.held > 0 && sendsOf('capture', circumstances) > 1,
    'cancel-in-vain': (_asked, statement, circumstances) => statement.held > 0 && sendsOf('cancel', circumstances) > 2,
    // A capture that was accepted and failed is as good as a refused one, where the hold of another payment shows.
    refused: (_asked, { held }, { story }) =>
      held > 0 && suffered(story, /^(capture|cancel) \d+: (decline|lose-hold|pending-then-failed)$/),
    // Accepted by the gateway, and never carried out; a cancellation is sent again then.
    'call-without-effect': (_asked, { held }, { story }) =>
      held > 0 && suffered(story, /^capture \d+: pending-then-failed$/),
    // Taken over before anybody could see that it cannot be done.
    'wish-refused': (asked) => has(asked, 'capture', 'refused', 'perhaps'),
    // Of a cancellation in doubt nobody knows yet whether the hold still lives.
    'delivered-after-release': (asked, statement, circumstances) =>
      (isUnpaidFor(asked, statement) || isLetGoInVain(asked, statement, circumstances)) &&
      (has(asked, 'cancel', 'accepted', 'perhaps') || !wasDeliveredInTime(asked, statement, circumstances)),
    'delivered-unpaid': (asked, statement) =>
      isUnpaidFor(asked, statement) && (statement.authorised === 0 || isTakenAway(statement.entries)),
    'delivered-uncaptured': (asked, statement) => isUnpaidFor(asked, statement) && isTakenAway(statement.entries),
  };

const isUnpaidFor = (asked: Asked, { captured, held }: Statement): boolean =>
  has(asked, 'delivery', 'accepted', 'perhaps') && captured === 0 && held === 0;

const isLetGoInVain = (asked: Asked, { captured }: Statement, { ending }: Circumstances): boolean =>
  has(asked, 'delivery', 'accepted', 'perhaps') && captured === 0 && ending.tries.cancel.handed > 0;

function falseReason(code: string, asked: Asked, statement: Statement, circumstances: Circumstances): string | null {
  const isTrue = REASONS[code]?.(asked, statement, circumstances) ?? false;
  return isTrue ? null : `captured ${statement.captured}, released ${statement.released}, held ${statement.held}`;
}
