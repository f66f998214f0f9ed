import type { Statement } from '../../../simulator/ledger';
import { NOT_PARKED } from '../../chaos/support/auditor';
import { auditRefunds } from '../../chaos/support/refund-auditor';
import type { RefundAsked, RefundEnding } from '../../chaos/support/refund-auditor';

const CAPTURED = 1_000;

/** An order that was captured, and of which these refunds were given. */
function ledgerOf(given: readonly (readonly [string, number])[]): Statement {
  const refunded = given.reduce((sum, [, amount]) => sum + amount, 0);
  const at = new Date(0).toISOString();
  return {
    reference: 'o',
    orderId: 'v1',
    authorised: CAPTURED,
    captured: CAPTURED,
    released: 0,
    refunded,
    held: 0,
    entries: given.map(([reference, amount]) => ({
      at,
      kind: 'refunded',
      amount,
      paymentId: 'p1',
      cause: 'refund',
      reference,
    })),
    mutatingCalls: {
      createOrder: 1,
      createHostedLink: 0,
      createPayment: 1,
      capture: 1,
      cancel: 0,
      refund: given.length,
    },
    violations: [],
  };
}

const asked = (amountMinor: number | null, answer: RefundAsked['answer'] = 'accepted'): RefundAsked => ({
  reference: 'r1',
  amountMinor,
  answer,
});
const ended = (
  state: RefundEnding['state'],
  amountMinor: number | null,
  parkedFor: string | null = null,
  sent = 0,
): RefundEnding => ({ reference: 'r1', state, amountMinor, parkedFor, sent });

const FAILED_BY = {
  bank: 'refund 1: pending-then-failed',
  gateway: 'refund 1: decline',
};
const findings = (wishes: RefundAsked[], ledger: Statement, refunds: RefundEnding[], ...story: string[]): string[] => {
  const ending = { state: 'captured', ...NOT_PARKED, refunds };
  const circumstances = { ending, story, windowMs: 60_000, decidesAfterMs: 60_000 };
  return auditRefunds(wishes, ledger, circumstances).map(({ finding }) => finding);
};

describe('the auditor of refunds finds', () => {
  it.each<[string, string, RefundAsked[], Statement, RefundEnding[], string?]>([
    [
      'double refunds',
      'one reference that gave twice',
      [asked(300)],
      ledgerOf([
        ['r1', 300],
        ['r1', 300],
      ]),
      [ended('refunded', 300)],
    ],
    [
      'refunded more than was captured',
      'more than there was',
      [asked(1_100)],
      ledgerOf([['r1', 1_100]]),
      [ended('refunded', 1_100)],
    ],
    [
      'refunded other than asked or told',
      'another amount',
      [asked(300)],
      ledgerOf([['r1', 400]]),
      [ended('refunded', 400)],
    ],
    [
      'refunded other than asked or told',
      'money told and not given',
      [asked(300)],
      ledgerOf([]),
      [ended('refunded', 300)],
    ],
    [
      'refunded other than asked or told',
      'money given, told as failed',
      [asked(300)],
      ledgerOf([['r1', 300]]),
      [ended('failed', 300)],
      FAILED_BY.gateway,
    ],
    [
      'refunded other than asked or told',
      'one told as failed that nothing had failed',
      [asked(300)],
      ledgerOf([]),
      [ended('failed', 300)],
      'capture 1: decline',
    ],
    [
      'refunded other than asked or told',
      'money given after a refusal',
      [asked(300, 'refused')],
      ledgerOf([['r1', 300]]),
      [ended('refused', 300)],
    ],
    ['refunded other than asked or told', 'an accepted refund that was forgotten', [asked(300)], ledgerOf([]), []],
    ['refunded other than asked or told', 'money nobody asked for', [], ledgerOf([['r9', 300]]), []],
    [
      'parked though it could have been settled',
      'a person called for nothing',
      [asked(300)],
      ledgerOf([['r1', 300]]),
      [ended('pending', 300, 'refund-unpaid')],
    ],
    [
      'parked though it could have been settled',
      'too few tries',
      [asked(300)],
      ledgerOf([]),
      [ended('requested', 300, 'refund-in-vain', 2)],
    ],
  ])('%s: %s', (finding, _what, wishes, ledger, endings, fault = '') => {
    expect(findings(wishes, ledger, endings, fault)).toEqual([finding]);
  });
});

describe('the auditor of refunds accepts', () => {
  it.each<[string, RefundAsked, Statement, RefundEnding, string?]>([
    ['what was asked for', asked(300), ledgerOf([['r1', 300]]), ended('refunded', 300)],
    ['all that was left', asked(null), ledgerOf([['r1', CAPTURED]]), ended('refunded', CAPTURED)],
    ['a refund that the bank failed', asked(300), ledgerOf([]), ended('failed', 300), FAILED_BY.bank],
    ['a refund that the gateway declined', asked(300), ledgerOf([]), ended('failed', 300), FAILED_BY.gateway],
    ['one that the money did not allow', asked(2_000, 'refused'), ledgerOf([]), ended('refused', 2_000)],
    ['one whose answer never came', asked(300, 'perhaps'), ledgerOf([['r1', 300]]), ended('refunded', 300)],
    ['three tries in vain', asked(300), ledgerOf([]), ended('requested', 300, 'refund-in-vain', 3)],
  ])('%s', (_what, wish, ledger, ending, fault = '') => {
    expect(findings([wish], ledger, [ending], fault)).toEqual([]);
  });
});
