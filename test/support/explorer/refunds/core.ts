import * as book from '../../../../workflows/domain/refund-book';
import * as steps from '../../../../workflows/domain/refund-steps';

/** The functions of the core that the explorer drives; a sabotage wraps one of them. */
export const REAL_CORE = { ...book, ...steps } as const;

export type Core = typeof REAL_CORE;
