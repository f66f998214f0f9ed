import * as real from '../../../../workflows/domain/references';

export * from '../../../../workflows/domain/references';

/** A new reference for each attempt, as by a generator of random ids. */
export const captureReference: typeof real.captureReference = (orderReference) =>
  `${real.captureReference(orderReference)}-${Date.now()}`;
