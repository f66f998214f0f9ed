import { isAmountMinor } from '../../workflows/domain/values/money';
import { GatewayError, type GatewayOperation } from './errors';
import { verdictOnCondition } from './outcome-rules';
import type { GatewayAmount } from './plural-gateway';

/** Ids and references (docs/gateway.md §9); the pattern also keeps an id from changing the path that it is put into. */
const ID = /^[A-Za-z0-9_-]{1,50}$/;

function assertWithinLimits(operation: GatewayOperation, within: boolean): void {
  if (!within) throw new GatewayError({ operation, ...verdictOnCondition('invalid-request') });
}

/** Throws a GatewayError (`rejected`, `invalid-request`) where the gateway would not take it. */
export function checkedId(operation: GatewayOperation, id: string): string {
  assertWithinLimits(operation, ID.test(id));
  return id;
}

/** Throws a GatewayError (`rejected`, `invalid-request`) where the gateway would not take it. */
export function checkedAmount(operation: GatewayOperation, { value, currency }: GatewayAmount): GatewayAmount {
  assertWithinLimits(operation, isAmountMinor(value));
  return { value, currency };
}
