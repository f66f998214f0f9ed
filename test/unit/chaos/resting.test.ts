import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { isAtRest } from '../../chaos/support/resting';
import { REFUND_TROUBLES } from '../../../workflows/domain/refund/trouble';
import { TROUBLES } from '../../../workflows/domain/order/rules/trouble';

const attention = defineSearchAttributeKey('Attention', 'KEYWORD');
const state = defineSearchAttributeKey('OrderState', 'KEYWORD');
const held = defineSearchAttributeKey('HeldAmountMinor', 'INT');
const indexed = (reason: string | null, stateOf: string, heldMinor: number): TypedSearchAttributes =>
  new TypedSearchAttributes([
    ...(reason === null ? [] : [{ key: attention, value: reason }]),
    { key: state, value: stateOf },
    { key: held, value: heldMinor },
  ]);
const said = (rule: { readonly says: string }, filledIn = 'x'): string => rule.says.replace(/\{\w+\}/g, filledIn);

it.each([null, said(TROUBLES['call-in-doubt']), said(TROUBLES.unsent), said(TROUBLES['no-answer'])])(
  'an order that runs goes on by itself: %s',
  (reason) => {
    expect(isAtRest(indexed(reason, 'capturing', 100))).toBe(false);
  },
);

it.each([said(REFUND_TROUBLES['refund-in-doubt']), said(REFUND_TROUBLES['refund-unsent'])])(
  'a refund goes on by itself: %s',
  (reason) => {
    expect(isAtRest(indexed(reason, 'requested', 0))).toBe(false);
  },
);

it.each(['refused', 'two-payments', 'captured-too-little', 'delivered-unpaid'] as const)(
  'an order that is held back is at rest: %s',
  (code) => {
    expect(isAtRest(indexed(said(TROUBLES[code], '₹1,100.00 (of 2)'), 'held', 100))).toBe(true);
  },
);

it('a refund that was sent in vain is at rest', () => {
  expect(isAtRest(indexed(said(REFUND_TROUBLES['refund-in-vain']), 'requested', 0))).toBe(true);
});

it.each([
  ['the capture', true],
  ['the cancellation', false],
])('what is without effect is sent again, but for a capture: %s', (call, atRest) => {
  expect(isAtRest(indexed(said(TROUBLES['call-without-effect'], call), 'capturing', 100))).toBe(atRest);
});

it.each([
  ['held', 100, false],
  ['authenticating', 0, false],
  ['released', 0, true],
])('after a refused wish the order goes on to its end: %s', (stateOf, heldMinor, atRest) => {
  expect(isAtRest(indexed(said(TROUBLES['wish-refused']), stateOf, heldMinor))).toBe(atRest);
});
