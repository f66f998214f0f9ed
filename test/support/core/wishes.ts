import type { Order } from '../../../workflows/domain/order';
import { canCapture, captureRequested } from '../../../workflows/domain/requests';
import type { Instant } from '../../../workflows/domain/time';
import { judged, overruled, wishRecorded } from '../../../workflows/domain/wishes';
import { TERMS } from './words';

/** A capture that was handed over by signal, as the workflow takes it in; each under an id of its own. */
export function handedCapture(amountMinor?: number, updateId = `capture-${(count += 1)}`, notAfter?: Instant) {
  const amount = amountMinor === undefined ? undefined : { value: amountMinor, currency: TERMS.currency };
  return (order: Order, now: Instant): Order => {
    const wish = { updateId, key: updateId, kind: 'capture', amount, notAfter } as const;
    const outcome = judged(order, wish, canCapture(order, amount, now), now);
    const recorded = wishRecorded(order, outcome);
    return outcome.outcome === 'accepted' ? captureRequested(overruled(recorded), amount, now) : recorded;
  };
}
let count = 0;
