import { isWebhook } from '../../../workflows/engine/message-shapes';
import { isPolicy, isTiming } from '../../../workflows/order/message-shapes';
import { says } from '../../support/core/words';

describe('what plain Temporal may give an order', () => {
  it.each([
    ['durations', { awayAskMs: 1, quietMs: { capture: 5 }, lateProbesMs: [1, 2] }, true],
    ['no duration', { awayAskMs: null }, false],
    ['none for the remainder', { remainderMs: null }, false],
    ['one that is negative', { doubtPauseMs: -1 }, false],
    ['one that is no number', { holdWindowMs: '5d' }, false],
  ])('timing: %s', (_, timing, isTaken) => expect(isTiming(timing)).toBe(isTaken));

  it.each([
    ['a number of attempts', { paymentAttempts: 2 }, true],
    ['no limit of attempts', { paymentAttempts: null }, false],
    ['no attempt at all', { paymentAttempts: 0 }, false],
    ['no business deadline', { decideBy: null }, true],
  ])('policy: %s', (_, policy, isTaken) => expect(isPolicy(policy)).toBe(isTaken));

  it.each([
    ['in our words', says('authorised'), true],
    ["in the gateway's words", { ...says('authorised'), status: 'AUTHORIZED' }, false],
    ['of a refund without a parent', { ...says('pending'), otherThing: { kind: 'refund', parentId: null } }, true],
    ['of something without a kind', { ...says('pending'), otherThing: { parentId: null } }, false],
  ])('a webhook: %s', (_, snapshot, isTaken) =>
    expect(isWebhook({ webhookId: 'w', event: 'e', snapshot })).toBe(isTaken),
  );
});
