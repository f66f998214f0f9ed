import type { Logger } from 'pino';
import type { Dependencies } from '../activities';
import { createPluralGateway, createThrottle } from '../activities/gateway';
import { openVault } from '../activities/vault';
import type { Config } from './config';

const CONNECT_WITHIN_MS = 5_000;
type OpenOrders = Dependencies['openOrders'];

/** What the activities work with, put together from the configuration. */
export function createDependencies(
  { gateway, vault }: Pick<Config, 'gateway' | 'vault'>,
  openOrders: OpenOrders,
  fleetSize: () => number,
  log: Logger,
): Dependencies {
  return {
    gateway: createPluralGateway({
      baseUrl: gateway.baseUrl,
      clientId: gateway.clientId,
      clientSecret: gateway.clientSecret,
      throttle: createThrottle({ ...gateway.limits, fleetSize }),
      timeouts: { connectMs: CONNECT_WITHIN_MS, responseMs: gateway.answerWithinMs },
      onCall: (record) => log.info(record, 'gateway call'),
    }),
    vault: openVault(vault.url),
    openOrders,
    callbackUrl: gateway.callbackUrl,
  };
}
