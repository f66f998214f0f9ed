import { checked } from './checked';
import type { OrderRequest } from './orders';
import { placeable } from './request-schemas';
import { assertReturnUrl } from './return-url';

/**
 * What the gateway is known to refuse is refused before anything is started: a reference is used up by then.
 * @throws InvalidRequest that names every field that is wrong
 */
export function assertPlaceable(order: OrderRequest, returnUrlHosts?: readonly string[]): void {
  // As it is sent: a field that is undefined is none.
  checked(placeable, JSON.parse(JSON.stringify(order)));
  assertReturnUrl(order.returnUrl, returnUrlHosts);
}
