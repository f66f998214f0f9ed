/** What the worker registers. */
export { preAuthOrder } from './pre-auth-order';
export { auditHolds } from './audit-holds';
export { orderRefunds } from './order-refunds';
export { refundOrder } from './refund-order';
export { workerProbe } from './worker-probe';
