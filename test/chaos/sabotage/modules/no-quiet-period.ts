import type * as real from '../../../../workflows/domain/order/calls';

export * from '../../../../workflows/domain/order/calls';

/** The first answer "not there" is believed, however soon it was asked for. */
export const quietEndOf: typeof real.quietEndOf = (_order, call) => call.since;
