/** What the worker registers. */
export { auditHolds } from './audit/audit-holds';
export { workerProbe } from './engine/worker-probe';
export { preAuthOrder } from './order/pre-auth-order';
export { orderRefunds } from './refund/order-refunds';
export { refundOrder } from './refund/refund-order';
