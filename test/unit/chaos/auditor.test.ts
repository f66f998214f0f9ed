import { audit } from '../../../simulator/audit';
import type { EffectCause, EffectKind, LedgerEntry } from '../../../simulator/effects';
import type { Statement } from '../../../simulator/ledger';
import { auditOrder } from '../../chaos/support/auditor';
import type { Asked, Ending, Finding } from '../../chaos/support/auditor';

const HELD = 1_000;
type Effect = readonly [EffectKind, number, EffectCause?, number?];

/** A ledger of these effects; the last part of each is the second at which it happened. */
function ledgerOf(...effects: readonly Effect[]): Statement {
  const entries = effects.map(([kind, amount, cause = 'capture', second = 0]): LedgerEntry => ({
    at: new Date(second * 1_000).toISOString(),
    kind,
    amount,
    cause,
    paymentId: 'p1',
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
const capture = (answer: 'accepted' | 'refused' | 'perhaps', amountMinor = HELD) =>
  ({ kind: 'capture', amountMinor, answer }) as const;
const CANCEL = { kind: 'cancel', amountMinor: 0, answer: 'accepted' } as const;
const AUTHORISED: Effect = ['authorised', HELD, 'authentication'];
const ended: Ending = { state: 'whatever', parkedFor: null, refunds: [] };
const findings = (
  order: Asked,
  ledger: Statement,
  { ending = ended, story = [] }: { ending?: Ending; story?: string[] } = {},
): Finding[] => auditOrder(order, ledger, { ending, story, windowMs: 60_000 }).map(({ finding }) => finding);

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
    ['other violations of the ledger', asked(capture('perhaps', 1_100)), ledgerOf(AUTHORISED, ['captured', 1_100])],
  ])('%s', (finding, order, ledger) => {
    expect(findings(order, ledger)).toContain(finding);
  });

  it.each(['call-in-doubt', 'refused', 'two-payments', 'order-differs'])(
    'an order parked for nothing: %s',
    (parkedFor) => {
      const ledger = ledgerOf(AUTHORISED, ['captured', HELD]);
      expect(findings(asked(capture('accepted')), ledger, { ending: { ...ended, parkedFor } })).toEqual([
        'parked though it could have been settled',
      ]);
    },
  );
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
    ['an order that nobody paid', asked(CANCEL), ledgerOf()],
  ])('%s', (_what, order, ledger) => {
    expect(findings(order, ledger)).toEqual([]);
  });

  it('a refused capture that waits for a person with the money on hold', () => {
    const ending = { ...ended, parkedFor: 'refused' };
    expect(
      findings(asked(capture('perhaps')), ledgerOf(AUTHORISED), { ending, story: ['capture 1: decline'] }),
    ).toEqual([]);
  });

  it('a remainder that the gateway keeps and does not show', () => {
    const ledger = ledgerOf(AUTHORISED, ['captured', 400]);
    expect(findings(asked(capture('accepted', 400)), ledger, { story: ['capture 1: remainder-never'] })).toEqual([]);
  });
});
