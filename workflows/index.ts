/** What the worker registers. */
export { preAuthOrder } from './pre-auth-order';
