import * as real from '../../../../workflows/domain/values/references';

export * from '../../../../workflows/domain/values/references';

/** A new reference for each attempt, as by a generator of random ids. */
export const captureReference: typeof real.captureReference = (orderReference) =>
  `${real.captureReference(orderReference)}-${Date.now()}`;
