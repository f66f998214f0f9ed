/** What the worker registers. */
export { preAuthOrder } from './pre-auth-order';
export { orderRefunds } from './order-refunds';
export { refundOrder } from './refund-order';
