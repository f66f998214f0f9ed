import * as real from '../../../../workflows/domain/order/events/requests';

export * from '../../../../workflows/domain/order/events/requests';

/** A cancellation is welcome at any time. */
export const canCancel: typeof real.canCancel = (order) => {
  const verdict = real.canCancel(order);
  return !verdict.ok && verdict.code === 'capture-under-way' ? { ok: true } : verdict;
};
