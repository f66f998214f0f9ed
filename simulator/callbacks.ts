import type { Order } from './model';
import type { Settings } from './settings';
import { callbackSignature } from './signatures';

/** How the buyer's browser is sent back to the merchant: a form POST (docs/gateway.md §6). */
export interface Callback {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

const urlIn = (order: Order, key: 'callback_url' | 'failure_callback_url'): string | undefined => {
  const url = order.echo[key];
  return typeof url === 'string' ? url : undefined;
};

const inCase = (signature: string, form: Settings['callbackSignature']): string =>
  form === 'lower' ? signature.toLowerCase() : signature;

/** The signed callback, or nothing if the order has no return URL. Without a failure URL both results go to the same one. */
export function callbackOf(
  order: Order,
  error: { code: string; message: string } | undefined,
  { settings, secretHex }: { settings: Settings; secretHex: string },
): Callback | null {
  const url = (error && urlIn(order, 'failure_callback_url')) ?? urlIn(order, 'callback_url');
  if (url === undefined) return null;
  const success = order.preAuth ? 'AUTHORIZED' : 'PROCESSED';
  const status = order.status === 'CANCELLED' ? 'CANCELLED' : error ? settings.callbackFailureStatus : success;
  const key = settings.callbackStatusKey;
  const fields = {
    order_id: order.id,
    ...(key !== 'payment_status' && { status }),
    ...(key !== 'status' && { payment_status: status }),
    ...(error && { error_code: error.code, error_message: error.message }),
  };
  // A forger does not know the key.
  const key256 = settings.callbackSignature === 'forged' ? '00'.repeat(32) : secretHex;
  return {
    url,
    fields: { ...fields, signature: inCase(callbackSignature(fields, key256), settings.callbackSignature) },
  };
}
