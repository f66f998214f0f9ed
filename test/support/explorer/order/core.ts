import { begin } from '../../../../workflows/domain/begin';
import { nextStep } from '../../../../workflows/domain/next-step';
import { otpEntered, otpPrompted, otpSubmitted } from '../../../../workflows/domain/otp';
import { answered } from '../../../../workflows/domain/answers';
import { heard } from '../../../../workflows/domain/news';
import { called, cardInspected } from '../../../../workflows/domain/outcomes';
import * as requests from '../../../../workflows/domain/requests';
import { canResolve, resolved } from '../../../../workflows/domain/resolving';
import { returned } from '../../../../workflows/domain/returning';
import { revived, revivedBlind } from '../../../../workflows/domain/reviving';
import { judged, wishRecorded } from '../../../../workflows/domain/wishes';

/** The functions of the core that the explorer drives; a sabotage wraps one of them. */
export const REAL_CORE = {
  nextStep,
  begin,
  called,
  answered,
  heard,
  cardInspected,
  otpPrompted,
  otpEntered,
  otpSubmitted,
  returned,
  canResolve,
  resolved,
  revived,
  revivedBlind,
  judged,
  wishRecorded,
  ...requests,
} as const;

export type Core = typeof REAL_CORE;
