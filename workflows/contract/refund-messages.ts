import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { RecheckRequest } from './common';
import type { RefundBook } from '../domain/refund/book';
import type { Refund } from '../domain/refund/refund';
import type { RefundEnd, RefundRequest, RefundView, ResolveRefundRequest } from './refund';

/* The messages of `orderRefunds`, started together with its first one. */

/**
 * Answers when the money is reserved, with the refund as it then stands, or refuses. The refund's reference is the key.
 */
export const refundUpdate = defineUpdate<RefundView, [RefundRequest]>('refund');
/**
 * The same by signal, which is durable before a worker has taken it. Where it is refused, it stands among the refunds.
 */
export const refundWishSignal = defineSignal<[RefundRequest]>('refundWish');
/** A refund's workflow tells how it ended. */
export const refundEndedSignal = defineSignal<[RefundEnd]>('refundEnded');
export const refundsQuery = defineQuery<readonly RefundView[]>('refunds');

/* The messages of `refundOrder`. */

/** Answers when the gateway has said what became of the request, or when waiting longer will not help. */
export const awaitRefundUpdate = defineUpdate<RefundView, []>('awaitRefund');
export const recheckRefundUpdate = defineUpdate<RefundView, [RecheckRequest]>('recheck');
export const resolveRefundUpdate = defineUpdate<RefundView, [ResolveRefundRequest]>('resolve');
/** Something was heard of the order: a reason to ask. */
export const refundHintSignal = defineSignal<[]>('refundHint');
export const refundQuery = defineQuery<RefundView>('refund');

/* What each of the two workflows goes on with in a new run, for whoever revives it after it has ended. */
export const carriedBookQuery = defineQuery<RefundBook>('carried');
export const carriedRefundQuery = defineQuery<Refund>('carried');
