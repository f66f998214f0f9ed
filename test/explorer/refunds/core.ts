import { applyToRefund, canResolveRefund } from '../../../workflows/domain/refund/apply';
import * as book from '../../../workflows/domain/refund/book';
import { nextForRefund } from '../../../workflows/domain/refund/next';

/** The functions of the core that the explorer drives; a sabotage wraps one of them. */
export const REAL_CORE = { ...book, apply: applyToRefund, next: nextForRefund, canResolveRefund } as const;

export type Core = typeof REAL_CORE;
