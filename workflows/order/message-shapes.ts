import type {
  CallbackHint,
  CancelRequest,
  CaptureRequest,
  ExtendRequest,
  HandedWish,
  OtpRequest,
  PayRequest,
  ResolveRequest,
  Revival,
} from '../contract/order';
import { RESOLVED_AS } from '../domain/order/order';
import type { DecideBy, Policy, Timing } from '../domain/order/terms';
import { isWishKind } from '../domain/order/wish-kinds';
import {
  hasTexts,
  isDuration,
  isInstant,
  isMoney,
  isOneOf,
  isOptionalInstant,
  isRecord,
  isText,
} from '../engine/shapes';

export const isPay = hasTexts<PayRequest>('cardRef');
export const isOtp = hasTexts<OtpRequest>('otpRef');
export const isCancel = hasTexts<CancelRequest>('reason');
export const isHint = hasTexts<CallbackHint>('status');

export const isResolve = (value: unknown): value is ResolveRequest =>
  hasTexts<ResolveRequest>('actor', 'reason')(value) &&
  isOneOf(value.as, ...RESOLVED_AS) &&
  isOneOf(typeof (value.force ?? false), 'boolean');

export const isCapture = (value: unknown): value is CaptureRequest | undefined =>
  value === undefined || value === null || (isRecord(value) && (value.amount === undefined || isMoney(value.amount)));

export const isRevival = (value: unknown): value is Revival =>
  hasTexts<Revival>('actor', 'reason')(value) &&
  typeof value.isBlind === 'boolean' &&
  Array.isArray(value.untaken) &&
  value.untaken.every(hasTexts<{ name: string }>('name'));

const isDecideBy = (value: unknown): value is DecideBy =>
  isRecord(value) && ('at' in value ? isInstant(value.at) : isDuration(value.afterMs));

export const isExtend = (value: unknown): value is ExtendRequest => isRecord(value) && isDecideBy(value.decideBy);

/** The length limit of the header that brings the key. */
const MAX_KEY = 255;

/** Checks all but the argument, whose shape the update's row checks. */
export const isHandedWish = (value: unknown): value is HandedWish =>
  isRecord(value) &&
  isWishKind(value.name) &&
  isText(value.updateId) &&
  (value.key === undefined || (typeof value.key === 'string' && value.key.length <= MAX_KEY)) &&
  isOptionalInstant(value.notAfter);

export const isPolicy = (value: unknown): value is Partial<Policy> =>
  isRecord(value) &&
  isOneOf(value.onDelivery ?? 'wait', 'capture', 'wait') &&
  isOneOf(value.atDeadline ?? 'release', 'captureIfDelivered', 'capture', 'release') &&
  (value.decideBy === undefined || value.decideBy === null || isDecideBy(value.decideBy)) &&
  (value.paymentAttempts === undefined || isCount(value.paymentAttempts)) &&
  (value.otpTries === undefined || isOtpTries(value.otpTries));

const isOtpTries = (value: unknown): boolean => isRecord(value) && isCount(value.ofPayment) && isCount(value.ofOrder);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;

export const isTiming = (value: unknown): value is Partial<Timing> =>
  isRecord(value) &&
  Object.values(value).every((duration) =>
    typeof duration === 'object' && duration !== null
      ? Object.values(duration).every(isDuration)
      : isDuration(duration),
  );

export const isNothing = (_value: unknown): _value is undefined => true;
