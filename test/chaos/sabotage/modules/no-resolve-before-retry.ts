import * as real from '../../../../workflows/domain/order/events/outcome';

export * from '../../../../workflows/domain/order/events/outcome';

/** What is unknown counts as not sent: the same call goes out again, and nobody asks. */
export const callEnded: typeof real.callEnded = (order, outcome, now) =>
  real.callEnded(order, outcome.kind === 'unknown' ? { kind: 'notSent', code: outcome.code } : outcome, now);
