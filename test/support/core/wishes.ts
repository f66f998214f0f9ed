import { apply, permission } from '../../../workflows/domain/order/apply';
import type { Order } from '../../../workflows/domain/order/order';
import { judged } from '../../../workflows/domain/order/wishes';
import type { Instant } from '../../../workflows/domain/values/time';
import { TERMS } from './words';

/** A capture that was handed over by signal, as the workflow takes it in; each under an id of its own. */
export function handedCapture(amountMinor?: number, updateId = `capture-${(count += 1)}`, notAfter?: Instant) {
  const amount = amountMinor === undefined ? undefined : { value: amountMinor, currency: TERMS.currency };
  const wanted = { kind: 'capture', amount } as const;
  return (order: Order, now: Instant): Order => {
    const handed = { updateId, key: updateId, kind: 'capture', amount, notAfter } as const;
    const wish = judged(order, handed, permission(order, wanted, now), now);
    const recorded = apply(order, { kind: 'wish', wish }, now);
    return wish.outcome === 'accepted' ? apply(recorded, wanted, now) : recorded;
  };
}
let count = 0;
