import type { Merchant } from './merchant';

export type State =
  'created' | 'pending' | 'attempted' | 'held' | 'captured' | 'cancelled' | 'refunded' | 'lapsed' | 'failed';

/** Brings an order of 1100 into a state by calls and acts alone. */
export const REACH: Record<State, (merchant: Merchant, reference: string) => Promise<string>> = {
  created: async (merchant, reference) => (await merchant.createOrder(reference)).body.data.order_id,
  pending: async (merchant, reference) => (await merchant.pending(reference)).orderId,
  attempted: async (merchant, reference) => {
    const { orderId } = await merchant.pending(reference);
    merchant.simulator.control.act(orderId, 'expire-payment');
    return orderId;
  },
  held: async (merchant, reference) => (await merchant.held(reference)).orderId,
  captured: async (merchant, reference) => {
    const { orderId } = await merchant.held(reference);
    await merchant.capture(orderId, `${reference}-first`, 1100);
    return orderId;
  },
  cancelled: async (merchant, reference) => {
    const { orderId } = await merchant.held(reference);
    await merchant.cancel(orderId);
    return orderId;
  },
  refunded: async (merchant, reference) => {
    const orderId = await REACH.captured(merchant, reference);
    await merchant.refund(orderId, `${reference}-whole`, 1100);
    return orderId;
  },
  lapsed: async (merchant, reference) => {
    const { orderId } = await merchant.held(reference);
    merchant.simulator.control.act(orderId, 'lapse', { shows: 'AUTHORIZED' });
    return orderId;
  },
  failed: async (merchant, reference) => {
    const { orderId } = await merchant.held(reference);
    merchant.simulator.control.configure({ captureMode: 'pending' });
    await merchant.capture(orderId, `${reference}-doomed`);
    merchant.simulator.control.configure({ captureMode: 'at-once' });
    merchant.simulator.control.act(orderId, 'fail-capture');
    return orderId;
  },
};
