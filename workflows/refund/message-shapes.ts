import { REFERENCE_PATTERN } from '../contract/common';
import { REFUND_RESOLVED_AS } from '../domain/refund/refund';
import type { RefundTerms } from '../domain/refund/refund';
import { isAmountMinor } from '../domain/values/money';
import { hasTexts, isMoney, isOneOf } from '../engine/shapes';
import type { RefundEnd, RefundRequest, ResolveRefundRequest } from '../contract/refund';

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
