import { openVault } from '../activities/vault';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../workflows/domain/order/terms';
import type { Policy, Timing } from '../workflows/domain/order/terms';
import { createBuyerDesk } from './buyer-desk';
import type { BuyerDesk } from './buyer-desk';
import { OrderClient } from './order-client';
import type { Orders } from './orders';
import { parseKeyring } from './temporal/codec';
import type { Keyring } from './temporal/codec';
import { createTemporalClient } from './temporal/connection';
import type { TemporalProfile } from './temporal/connection';
import { createDataConverter } from './temporal/data-converter';

/* The client library: all that an order system in TypeScript needs, and nothing else is promised to it. */

export { Secret, VaultUnavailable } from '../activities/vault';
export type { Card } from '../activities/vault';
export type { OrderView } from '../workflows/contract/order';
export type { RefundRequest, RefundView } from '../workflows/contract/refund';
export type { Exposure } from '../workflows/domain/holds/exposure';
export { formatMoney } from '../workflows/domain/values/money';
export type { BuyerDesk, KeptCard } from './buyer-desk';
export {
  CardUnusable,
  InvalidRequest,
  NotAllowed,
  OrderConflict,
  OrderError,
  OrderNotFound,
  OtpDeclined,
  OtpGone,
  RefundConflict,
  RefundNotFound,
  TemporalUnavailable,
} from './order-errors';
export type {
  Accepted,
  AcceptedKind,
  OrderAnswer,
  CallOptions,
  OrderFilter,
  OrderGlance,
  OrderList,
  OrderRequest,
  Orders,
  PlaceAnswer,
  RefundAnswer,
  RefundGlance,
  RefundList,
  TrackedOrder,
  WatchOptions,
} from './orders';
export { temporalProfile } from './temporal/connection';

export interface HoldfastOptions {
  /** `{address, namespace}`, or all that the `TEMPORAL_*` variables and profiles can say, by `temporalProfile`. */
  readonly temporal: TemporalProfile | { readonly address: string; readonly namespace: string };
  /** The same keys as the workers have: `id:base64,…`, the active key first. */
  readonly encryptionKeys: string | Keyring;
  /** The vault's URL, such as `unix:/run/holdfast/vault.sock`. */
  readonly vaultUrl: string;
  /** Terms of orders that name none of their own. @default those of a Holdfast that is configured with none */
  readonly defaults?: { readonly policy: Policy; readonly timing: Timing };
  /** The address of Temporal's Web UI: orders then carry the address of their page. */
  readonly uiUrl?: string;
  /**
   * The same as RETURN_URL_HOSTS of the api: a buyer is sent back to these hosts only. @default any https URL is taken
   */
  readonly returnUrlHosts?: readonly string[];
}

export interface Holdfast {
  readonly orders: Orders;
  readonly buyer: BuyerDesk;
  /** Ends every watch and the connection to Temporal. Orders go on without us. */
  close(): Promise<void>;
}

/**
 * Orders and buyer's desk of a running Holdfast. Connects with the first call, not now.
 * @throws Error when the encryption keys or the vault's URL are not of their form; quotes neither
 */
export function connectHoldfast(options: HoldfastOptions): Holdfast {
  const { temporal, encryptionKeys, vaultUrl, uiUrl, returnUrlHosts } = options;
  const { defaults = { policy: DEFAULT_POLICY, timing: DEFAULT_TIMING } } = options;
  const profile =
    'address' in temporal
      ? { connectionOptions: { address: temporal.address }, namespace: temporal.namespace }
      : temporal;
  const keyring = typeof encryptionKeys === 'string' ? parseKeyring(encryptionKeys) : encryptionKeys;
  const vault = openVault(vaultUrl);
  const { client, connection } = createTemporalClient(profile, createDataConverter(keyring));
  const closing = new AbortController();
  const { signal } = closing;
  const returns = returnUrlHosts && { returnUrlHosts };
  const orders = new OrderClient({
    client,
    defaults,
    closing: signal,
    ...returns,
    ...(uiUrl !== undefined && { uiUrl }),
  });
  const close = (): Promise<void> => {
    closing.abort();
    return connection.close();
  };
  return { orders, buyer: createBuyerDesk({ orders, vault, clock: Date.now, ...returns }), close };
}
