import { audit } from '../../../simulator/audit';
import type { EffectCause, EffectKind, LedgerEntry } from '../../../simulator/effects';
import type { Statement } from '../../../simulator/ledger';
import { auditOrder, NOT_PARKED } from '../../chaos/support/auditor';
import type { Asked, Ending, Finding, Requested } from '../../chaos/support/auditor';
import type { Circumstances } from '../../chaos/support/circumstances';

const HELD = 1_000;
/** Money is put on hold at second 0. */
const second = (number: number): string => new Date(number * 1_000).toISOString();
type Effect = readonly [EffectKind, number, EffectCause?, number?];

/** A ledger of these effects; the last part of each is the second at which it happened. */
function ledgerOf(...effects: readonly Effect[]): Statement {
  const entries = effects.map(([kind, amount, cause = 'capture', at = 0]): LedgerEntry => ({
    at: second(at),
    kind,
    amount,
    cause,
    paymentId: 'p1',
    ...(kind === 'authorised' && { reference: 'o-p1' }),
  }));
  const total = (kind: EffectKind): number =>
    entries.filter((entry) => entry.kind === kind).reduce((sum, entry) => sum + entry.amount, 0);
  const [authorised, captured, released] = [total('authorised'), total('captured'), total('released')];
  const mutatingCalls = { createOrder: 1, createHostedLink: 0, createPayment: 1, capture: 1, cancel: 1, refund: 0 };
  const held = authorised - captured - released;
  const totals = { authorised, captured, released, refunded: 0, held };
  return { reference: 'o', orderId: 'v1', ...totals, entries, mutatingCalls, violations: audit(entries, true) };
}

const asked = (...requests: Asked['requests']): Asked => ({
  reference: 'o',
  amountMinor: HELD,
  policy: { onDelivery: 'capture', atDeadline: 'captureIfDelivered' },
  requests,
  refunds: [],
});
const capture = (answer: Requested['answer'], amountMinor = HELD): Requested => ({
  kind: 'capture',
  amountMinor,
  answer,
  answeredAt: second(1),
});
const CANCEL: Requested = { kind: 'cancel', amountMinor: 0, answer: 'accepted', answeredAt: second(1) };
const deliveredAt = (at: number): Requested => ({ ...capture('accepted'), kind: 'delivery', answeredAt: second(at) });
const AUTHORISED: Effect = ['authorised', HELD, 'authentication'];
/** A part was captured; the remainder is kept, or let go. */
const KEPT = ledgerOf(AUTHORISED, ['captured', 400]);
const LET_GO = ledgerOf(AUTHORISED, ['captured', 400], ['released', 600, 'remainder']);
const [LATE, NEVER] = ['remainder-late-shown', 'remainder-never-shown'] as const;
const FALSELY_PARKED: Finding = 'parked though it could have been settled';
const ended: Ending = { state: 'captured', ...NOT_PARKED, refunds: [] };
const parked = (parkedFor: string, handed = 1, lost = 0): Ending => ({
  ...ended,
  parkedFor,
  tries: { ...NOT_PARKED.tries, capture: { handed, lost } },
});
const released: Ending = { ...ended, state: 'released' };
/** Ended as its ledger says, and nothing had happened to it, where nothing else is said. */
function findings(order: Asked, ledger: Statement, told: Partial<Circumstances> = {}): Finding[] {
  const ending = ledger.captured > 0 ? ended : released;
  const circumstances = { ending, story: [], windowMs: 60_000, decidesAfterMs: 15_000, ...told };
  return auditOrder(order, ledger, circumstances).map(({ finding }) => finding);
}

describe('the auditor finds', () => {
  it.each<[Finding, Asked, Statement]>([
    ['double captures', asked(capture('accepted')), ledgerOf(AUTHORISED, ['captured', HELD], ['captured', HELD])],
    ['captures after a cancel', asked(CANCEL), ledgerOf(AUTHORISED, ['captured', HELD])],
    ['holds neither captured nor released', asked(), ledgerOf(AUTHORISED)],
    ['holds decided about too late', asked(), ledgerOf(AUTHORISED, ['released', HELD, 'cancel', 61])],
    ['captured other than asked', asked(capture('accepted', 400)), ledgerOf(AUTHORISED, ['captured', HELD])],
    ['captured other than asked', asked(capture('refused')), ledgerOf(AUTHORISED, ['captured', HELD])],
    ['captured other than asked', asked(), ledgerOf(AUTHORISED, ['captured', HELD])],
    ['captured other than asked', asked(capture('accepted')), ledgerOf(AUTHORISED, ['released', HELD, 'cancel'])],
    ['captured other than asked', asked(deliveredAt(1)), ledgerOf(AUTHORISED, ['released', HELD, 'cancel', 20])],
    ['double payments', asked(CANCEL), ledgerOf(AUTHORISED, AUTHORISED, ['released', 2 * HELD, 'cancel'])],
    ['other violations of the ledger', asked(capture('perhaps', 1_100)), ledgerOf(AUTHORISED, ['captured', 1_100])],
  ])('%s', (finding, order, ledger) => {
    expect(findings(order, ledger)).toContain(finding);
  });

  it.each([
    'call-in-doubt',
    'call-without-effect',
    'wish-refused',
    'refused',
    'two-payments',
    'remainder-held',
    'capture-in-vain',
  ])('an order parked for nothing: %s', (parkedFor) => {
    const ledger = ledgerOf(AUTHORISED, ['captured', HELD]);
    expect(findings(asked(capture('accepted')), ledger, { ending: parked(parkedFor) })).toEqual([FALSELY_PARKED]);
  });

  it.each([
    [ended, ledgerOf(AUTHORISED, ['released', HELD, 'cancel'])],
    [released, ledgerOf(AUTHORISED, ['captured', HELD])],
    [released, ledgerOf()],
  ])('an order told otherwise than its money went', (ending, ledger) => {
    expect(findings(asked(capture('perhaps')), ledger, { ending })).toEqual(['captured other than asked']);
  });

  it.each<[string, string | null, Statement, string, Finding]>([
    ['for which no person was called', null, KEPT, NEVER, 'holds neither captured nor released'],
    ['and a person called with another reason', 'refused', KEPT, NEVER, 'holds neither captured nor released'],
    ['that a person was called for, though it is gone', 'remainder-held', LET_GO, LATE, FALSELY_PARKED],
    ['that a person was called for, and is another hold', 'remainder-held', KEPT, LATE, FALSELY_PARKED],
  ])('a remainder that shows %s', (_what, parkedFor, ledger, fault, finding) => {
    const told = { ending: { ...ended, parkedFor }, story: [`capture 1: ${fault}`] };
    expect(findings(asked(capture('accepted', 400)), ledger, told)).toContain(finding);
  });

  it.each<[string, Ending, string[]]>([
    ['was handed to a worker once', parked('capture-in-vain', 1), []],
    ['a limit turned away', parked('capture-in-vain', 2), ['capture 1: rate-limit-as-422']],
  ])('a capture said to have been sent twice that %s', (_what, ending, story) => {
    expect(findings(asked(capture('perhaps')), ledgerOf(AUTHORISED), { ending, story })).toEqual([FALSELY_PARKED]);
  });

  it.each(['refused', 'call-without-effect'])('a person called for what befell another call: %s', (code) => {
    const story = ['createPayment 1: decline', 'refund 1: pending-then-failed'];
    expect(findings(asked(capture('perhaps')), ledgerOf(AUTHORISED), { ending: parked(code), story })).toEqual([
      FALSELY_PARKED,
    ]);
  });

  it.each(['delivered-after-release', 'delivered-uncaptured', 'delivered-unpaid'])(
    'goods that left in time, and their hold let go by us: %s',
    (code) => {
      const ledger = ledgerOf(AUTHORISED, ['released', HELD, 'cancel', 20]);
      expect(findings(asked(deliveredAt(1)), ledger, { ending: parked(code) })).toEqual([FALSELY_PARKED]);
    },
  );
});

it('the auditor finds goods called too late for a hold that nobody tried to let go', () => {
  const ending = parked('delivered-after-release');
  expect(findings(asked(deliveredAt(16)), ledgerOf(AUTHORISED), { ending })).toEqual([FALSELY_PARKED]);
});

describe('the auditor accepts', () => {
  it.each<[string, Asked, Statement]>([
    [
      'what was asked for',
      asked(capture('accepted', 400)),
      ledgerOf(AUTHORISED, ['captured', 400], ['released', 600, 'remainder']),
    ],
    ['what may have been asked for', asked(capture('perhaps')), ledgerOf(AUTHORISED, ['captured', HELD])],
    ['a release at the deadline', asked(), ledgerOf(AUTHORISED, ['released', HELD, 'cancel', 59])],
    [
      'a hold that the bank took back',
      asked(capture('accepted')),
      ledgerOf(AUTHORISED, ['released', HELD, 'capture-failure']),
    ],
  ])('%s', (_what, order, ledger) => {
    expect(findings(order, ledger)).toEqual([]);
  });

  it('an order that nobody paid', () => {
    const ending = { ...ended, state: 'abandoned' };
    expect(findings(asked(CANCEL), ledgerOf(), { ending })).toEqual([]);
  });

  it('a capture that was accepted and never carried out, about which a person was called', () => {
    const ending = parked('call-without-effect');
    const story = ['capture 1: pending-then-failed'];
    expect(findings(asked(capture('perhaps')), ledgerOf(AUTHORISED), { ending, story })).toEqual([]);
  });

  it('a person called for a capture that had been taken over and was refused', () => {
    const ledger = ledgerOf(AUTHORISED, ['released', HELD, 'cancel', 15]);
    const ending = { ...released, parkedFor: 'wish-refused' };
    expect(findings(asked(capture('refused')), ledger, { ending })).toEqual([]);
  });

  it('a refused capture that waits for a person with the money on hold', () => {
    const ending = parked('refused');
    expect(
      findings(asked(capture('perhaps')), ledgerOf(AUTHORISED), { ending, story: ['capture 1: decline'] }),
    ).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['was lost with its process', []],
    ['was turned away, of which its process died before it could tell', ['capture 1: rate-limit-as-422']],
  ])('a capture sent twice in vain, one of which %s', (_what, story) => {
    const ending = parked('capture-in-vain', 2, 1);
    expect(findings(asked(capture('perhaps')), ledgerOf(AUTHORISED), { ending, story })).toEqual([]);
  });

  it.each<[string, Ending, Asked, Statement]>([
    [
      'after the hold was let go at the deadline',
      parked('delivered-after-release'),
      asked(deliveredAt(16)),
      ledgerOf(AUTHORISED, ['released', HELD, 'cancel', 15]),
    ],
    [
      'though somebody had cancelled',
      parked('delivered-after-release'),
      asked(CANCEL, deliveredAt(2)),
      ledgerOf(AUTHORISED, ['released', HELD, 'cancel', 1]),
    ],
    [
      'and the bank took the hold back',
      parked('delivered-uncaptured'),
      asked(deliveredAt(2)),
      ledgerOf(AUTHORISED, ['released', HELD, 'lapse', 9]),
    ],
    [
      'while a cancellation was in doubt that did not happen',
      { ...parked('delivered-after-release'), tries: { ...NOT_PARKED.tries, cancel: { handed: 1, lost: 0 } } },
      asked(deliveredAt(16)),
      ledgerOf(AUTHORISED),
    ],
    ['and nobody paid', parked('delivered-unpaid'), asked(deliveredAt(2)), ledgerOf()],
  ])('a person called for goods that left %s', (_what, ending, order, ledger) => {
    expect(findings(order, ledger, { ending })).toEqual([]);
  });

  it('a remainder that the gateway keeps and shows, for which a person was called', () => {
    const told = { ending: parked('remainder-held'), story: [`capture 1: ${NEVER}`] };
    expect(findings(asked(capture('accepted', 400)), KEPT, told)).toEqual([]);
  });

  it('a remainder that showed and was let go later', () => {
    expect(findings(asked(capture('accepted', 400)), LET_GO, { story: [`capture 1: ${LATE}`] })).toEqual([]);
  });

  it('a remainder that the gateway keeps and does not show', () => {
    expect(findings(asked(capture('accepted', 400)), KEPT, { story: ['capture 1: remainder-never'] })).toEqual([]);
  });
});
