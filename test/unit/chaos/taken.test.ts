import type { EffectCause, EffectKind } from '../../../simulator/effects';
import type { Statement } from '../../../simulator/ledger';
import { profileSchema } from '../../../simulator/adversary';
import { settingsChangeSchema } from '../../../simulator/settings';
import { auditOrder, NOT_PARKED } from '../../chaos/support/auditor';
import { planOf } from '../../chaos/support/plans';
import { adversaryOf, clockOf } from '../../chaos/support/profile';
import { TAKEN, type Taken } from '../../chaos/support/taken';

const NO_CALLS = { createOrder: 1, createHostedLink: 0, createPayment: 0, capture: 0, cancel: 0, refund: 0 };
type Effect = readonly [EffectKind, EffectCause];
const PAID: readonly Effect[] = [
  ['authorised', 'dashboard'],
  ['captured', 'dashboard'],
];

function ledgerOf(effects: readonly Effect[] = [], calls: Partial<Statement['mutatingCalls']> = {}): Statement {
  const entries = effects.map(([kind, cause]) => ({
    at: new Date(0).toISOString(),
    kind,
    amount: 1_000,
    cause,
    paymentId: 'p',
  }));
  const captured = effects.filter(([kind]) => kind === 'captured').length * 1_000;
  const totals = { authorised: captured, captured, released: 0, refunded: 0, held: 0 };
  return {
    reference: 'o',
    orderId: 'v1',
    ...totals,
    entries,
    mutatingCalls: { ...NO_CALLS, ...calls },
    violations: [],
  };
}

/** What the auditor finds about an order under a used reference. */
function findings(taken: Taken, ledger: Statement, state: string, parkedFor: string | null = null): string[] {
  const policy = { onDelivery: 'capture', atDeadline: 'captureIfDelivered' } as const;
  const asked = { reference: 'o', amountMinor: 1_000, policy, requests: [], refunds: [], taken };
  const ending = { state, ...NOT_PARKED, parkedFor, refunds: [] };
  const circumstances = { ending, story: [], windowMs: 60_000, decidesAfterMs: 15_000 };
  return auditOrder(asked, ledger, circumstances).map(({ finding, detail }) => `${finding}: ${detail}`);
}

describe('the auditor of orders under a used reference', () => {
  it.each<[Taken, Statement, string, string | null]>([
    ['refund', ledgerOf(), 'declined', null],
    ['refund', ledgerOf(), 'not placed: 409', null],
    ['paid', ledgerOf(PAID), 'declined', null],
    ['paid', ledgerOf(PAID), 'created', 'order-differs'],
    ['otherAmount', ledgerOf(), 'declined', null],
    ['otherAmount', ledgerOf([], { cancel: 1 }), 'abandoned', null],
  ])('is content where nothing was done under the reference of %s', (taken, ledger, state, parkedFor) => {
    expect(findings(taken, ledger, state, parkedFor)).toEqual([]);
  });

  it.each<[string, Taken, Statement, string, string]>([
    ['the order was told as captured', 'refund', ledgerOf(), 'captured', 'told captured'],
    ['the sale of somebody else was told as captured', 'paid', ledgerOf(PAID), 'captured', 'told captured'],
    ['goods may leave for it', 'paid', ledgerOf(PAID), 'held', 'told held'],
    ['a payment was sent to the refund', 'refund', ledgerOf([], { createPayment: 3 }), 'declined', '3 payments'],
    ['it was captured by us', 'paid', ledgerOf([...PAID, ['captured', 'capture']]), 'declined', 'captured by capture'],
    ['a capture was sent', 'paid', ledgerOf(PAID, { capture: 1 }), 'declined', '1 captures'],
    ['a cancel was sent', 'paid', ledgerOf(PAID, { cancel: 1 }), 'declined', '1 cancels'],
    [
      'another amount was paid',
      'otherAmount',
      ledgerOf([['authorised', 'authentication']]),
      'declined',
      'authorised by',
    ],
  ])('finds that %s', (_, taken, ledger, state, detail) => {
    expect(findings(taken, ledger, state)).toEqual([expect.stringContaining(`used references adopted: ${taken}:`)]);
    expect(findings(taken, ledger, state).join()).toContain(detail);
  });
});

describe('the mix', () => {
  it('places a few orders under used references, of every kind', () => {
    const taken = Array.from({ length: 2_000 }, (_, number) => planOf(7, number).taken).filter((one) => one !== null);
    expect(taken.length).toBeGreaterThan(40);
    expect(taken.length).toBeLessThan(140);
    expect(new Set(taken)).toEqual(new Set(TAKEN));
  });

  it('has faults and clocks that the simulator takes', () => {
    expect(profileSchema.safeParse(adversaryOf(1)).error).toBeUndefined();
    const clocks = [0, 1, 2, 3].map((seed) => settingsChangeSchema.parse(clockOf(seed)).stampOffsetMs ?? 0);
    expect([...new Set(clocks.map(Math.sign))].sort()).toEqual([-1, 0, 1]);
  });
});
