import { apply, permission } from '../../../workflows/domain/order/apply';
import { canSubmitOtp } from '../../../workflows/domain/order/events/requests';
import { next } from '../../../workflows/domain/order/next';
import { judged } from '../../../workflows/domain/order/wishes';

/** The functions of the core that the explorer drives; a sabotage wraps one of them. */
export const REAL_CORE = { next, apply, permission, judged, canSubmitOtp } as const;

export type Core = typeof REAL_CORE;
