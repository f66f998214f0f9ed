import type { RecheckRequest, WebhookNotice } from '../contract/common';
import { ORDER_STATUSES, PAYMENT_STATUSES } from '../domain/gateway/snapshot';
import { hasTexts, isInstant, isOneOf, isOptionalInstant, isRecord, isText } from './shapes';

/** Messages that orders and refunds have in common. */

export const isRecheck = hasTexts<RecheckRequest>('actor', 'reason');

const isCaptureBlock = (value: unknown): boolean =>
  isRecord(value) &&
  (value.reference === null || typeof value.reference === 'string') &&
  Number.isSafeInteger(value.amountMinor);

const isOtherThing = (value: unknown): boolean =>
  isRecord(value) &&
  isOneOf(value.kind, 'refund', 'other') &&
  (value.parentId === null || typeof value.parentId === 'string');

const isWords = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const isSnapshotPayment = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value.id) &&
  isOneOf(value.status, ...PAYMENT_STATUSES) &&
  Number.isSafeInteger(value.amountMinor) &&
  isOptionalInstant(value.updatedAt) &&
  isOptionalInstant(value.createdAt) &&
  Array.isArray(value.captures) &&
  value.captures.every(isCaptureBlock);

/**
 * Only our HTTP edge sends these, reduced and verified; the check keeps a foreign one from breaking the workflow task.
 */
export const isWebhook = (value: unknown): value is WebhookNotice =>
  isRecord(value) &&
  isRecord(value.snapshot) &&
  isText(value.snapshot.gatewayOrderId) &&
  isOneOf(value.snapshot.status, ...ORDER_STATUSES) &&
  (value.snapshot.otherThing === undefined || isOtherThing(value.snapshot.otherThing)) &&
  isWords(value.snapshot.unknownWords ?? []) &&
  isInstant(value.snapshot.observedAt) &&
  Array.isArray(value.snapshot.payments) &&
  value.snapshot.payments.every(isSnapshotPayment);
