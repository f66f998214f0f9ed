import type { PluralGateway } from './gateway';
import type { OpenOrders } from './open-orders';
import type { Vault } from './vault';

/** What the activities need from outside; put together by the worker. */
export interface Dependencies {
  readonly gateway: PluralGateway;
  readonly vault: Vault;
  readonly openOrders: OpenOrders;
  /** Where the gateway sends the buyer's browser back to. */
  readonly callbackUrl: string;
}
