import * as real from '../../../../workflows/domain/requests';

export * from '../../../../workflows/domain/requests';

/** A cancellation is welcome at any time. */
export const canCancel: typeof real.canCancel = (order, now) => {
  const verdict = real.canCancel(order, now);
  return !verdict.ok && verdict.code === 'capture-under-way' ? { ok: true } : verdict;
};
