import type {
  CallbackHint,
  CancelRequest,
  CaptureRequest,
  ExtendRequest,
  HandedWish,
  OtpRequest,
  PayRequest,
  RecheckRequest,
  ResolveRequest,
  Revival,
  WebhookNotice,
} from './contract';
import { REFERENCE_PATTERN } from './contract';
import type { RefundEnd, RefundRequest, ResolveRefundRequest } from './refund-contract';
import { isAmountMinor } from './domain/money';
import { REFUND_RESOLVED_AS } from './domain/refund';
import type { RefundTerms } from './domain/refund';
import type { DecideBy, Policy, Timing } from './domain/policy';
import { RESOLVED_AS } from './domain/order';
import { ORDER_STATUSES, PAYMENT_STATUSES } from './domain/snapshot';
import { DAY_MS } from './domain/time';
import { isWishKind } from './domain/wish-kinds';

/** Whether a message has its shape. Anybody with access to Temporal can send one, so the types alone promise nothing. */
type Shape<T> = (value: unknown) => value is T;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 200;

const hasTexts =
  <T>(...names: readonly (keyof T & string)[]): Shape<T> =>
  (value): value is T =>
    isRecord(value) && names.every((name) => isText(value[name]));

export const isPay = hasTexts<PayRequest>('cardRef');
export const isOtp = hasTexts<OtpRequest>('otpRef');
export const isCancel = hasTexts<CancelRequest>('reason');
export const isRecheck = hasTexts<RecheckRequest>('actor', 'reason');
export const isHint = hasTexts<CallbackHint>('status');

export const isResolve = (value: unknown): value is ResolveRequest =>
  hasTexts<ResolveRequest>('actor', 'reason')(value) &&
  isOneOf(value.as, ...RESOLVED_AS) &&
  isOneOf(typeof (value.force ?? false), 'boolean');

const isMoney = (value: unknown): boolean =>
  isRecord(value) && Number.isSafeInteger(value.value) && typeof value.currency === 'string';

export const isCapture = (value: unknown): value is CaptureRequest | undefined =>
  value === undefined || value === null || (isRecord(value) && (value.amount === undefined || isMoney(value.amount)));

export const isRefundWish = (value: unknown): value is RefundRequest =>
  hasTexts<RefundRequest>('refundReference', 'reason')(value) &&
  REFERENCE_PATTERN.test(value.refundReference) &&
  (value.amount === undefined || isMoney(value.amount));

export const isTerms = (value: unknown): value is RefundTerms =>
  hasTexts<RefundTerms>('reference', 'orderReference', 'gatewayOrderId', 'currency', 'reason')(value) &&
  REFERENCE_PATTERN.test(value.reference) &&
  isAmountMinor(value.amountMinor);

export const isRefundEnd = (value: unknown): value is RefundEnd =>
  hasTexts<RefundEnd>('refundReference', 'state')(value) && isOneOf(value.state, ...REFUND_RESOLVED_AS);

export const isResolveRefund = (value: unknown): value is ResolveRefundRequest =>
  hasTexts<ResolveRefundRequest>('actor', 'reason')(value) && isOneOf(value.as, ...REFUND_RESOLVED_AS);

export const isRevival = (value: unknown): value is Revival =>
  hasTexts<Revival>('actor', 'reason')(value) &&
  typeof value.isBlind === 'boolean' &&
  Array.isArray(value.untaken) &&
  value.untaken.every(hasTexts<{ name: string }>('name'));

/** Instants that every clock can write; with a zone, or they would depend on the worker's. */
const isInstant = (value: unknown): boolean => {
  const ms = typeof value === 'string' && ISO_INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  return ms >= FIRST_INSTANT_MS && ms < END_OF_INSTANTS_MS;
};
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const FIRST_INSTANT_MS = Date.parse('2000-01-01T00:00:00Z');
const END_OF_INSTANTS_MS = Date.parse('9999-01-01T00:00:00Z');

const LONGEST_MS = 400 * DAY_MS;
const isDuration = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= LONGEST_MS;

const isDecideBy = (value: unknown): value is DecideBy =>
  isRecord(value) && ('at' in value ? isInstant(value.at) : isDuration(value.afterMs));

export const isExtend = (value: unknown): value is ExtendRequest => isRecord(value) && isDecideBy(value.decideBy);

/** As long as the header may be that brings it. */
const MAX_KEY = 255;

/** All but the argument, of which the update's rule knows the shape. */
export const isHandedWish = (value: unknown): value is HandedWish =>
  isRecord(value) &&
  isWishKind(value.name) &&
  isText(value.updateId) &&
  (value.key === undefined || (typeof value.key === 'string' && value.key.length <= MAX_KEY)) &&
  isOptionalInstant(value.notAfter);

const isOneOf = (value: unknown, ...allowed: readonly string[]): boolean => allowed.some((one) => one === value);

export const isPolicy = (value: unknown): value is Partial<Policy> =>
  isRecord(value) &&
  isOneOf(value.onDelivery ?? 'wait', 'capture', 'wait') &&
  isOneOf(value.atDeadline ?? 'release', 'captureIfDelivered', 'capture', 'release') &&
  (value.decideBy === undefined || value.decideBy === null || isDecideBy(value.decideBy)) &&
  (value.paymentAttempts === undefined || value.paymentAttempts === null || isCount(value.paymentAttempts)) &&
  (value.otpTries === undefined || isOtpTries(value.otpTries));

const isOtpTries = (value: unknown): boolean => isRecord(value) && isCount(value.ofPayment) && isCount(value.ofOrder);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;

export const isTiming = (value: unknown): value is Partial<Timing> =>
  isRecord(value) &&
  Object.values(value).every((duration) =>
    typeof duration === 'object' && duration !== null
      ? Object.values(duration).every(isDuration)
      : duration === null || isDuration(duration),
  );

const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isOptionalInstant = (value: unknown): boolean => value === undefined || isInstant(value);

const isCaptureBlock = (value: unknown): boolean =>
  isRecord(value) && typeof value.reference === 'string' && Number.isSafeInteger(value.amountMinor);

const isSnapshotPayment = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value.id) &&
  isOneOf(value.status, ...PAYMENT_STATUSES) &&
  Number.isSafeInteger(value.amountMinor) &&
  isOptionalInstant(value.updatedAt) &&
  isOptionalInstant(value.createdAt) &&
  Array.isArray(value.captures) &&
  value.captures.every(isCaptureBlock);

/** Only our HTTP edge sends these, reduced and verified; the check keeps a foreign one from breaking the workflow task. */
export const isWebhook = (value: unknown): value is WebhookNotice =>
  isRecord(value) &&
  isRecord(value.snapshot) &&
  isText(value.snapshot.gatewayOrderId) &&
  isOneOf(value.snapshot.status, ...ORDER_STATUSES) &&
  isOptionalText(value.snapshot.refundOf) &&
  isOneOf(value.snapshot.type ?? 'OTHER', 'REFUND', 'OTHER') &&
  isInstant(value.snapshot.observedAt) &&
  Array.isArray(value.snapshot.payments) &&
  value.snapshot.payments.every(isSnapshotPayment);

export const isNothing = (_value: unknown): _value is undefined => true;
