import type * as real from '../../../../workflows/domain/calls';

// eslint-disable-next-line no-restricted-syntax -- it stands in for a whole module, of which it changes one thing
export * from '../../../../workflows/domain/calls';

/** The first answer "not there" is believed, however soon it was asked for. */
export const quietEndOf: typeof real.quietEndOf = (_order, call) => call.since;
