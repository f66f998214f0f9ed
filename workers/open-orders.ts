import type { Client } from '@temporalio/client';
import type { Dependencies } from '../activities';
import type { BelievedHold } from '../workflows/domain/audit';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../workflows/domain/policy';
import { exposed, noExposure } from '../workflows/domain/exposure';
import { countParked, openHolds } from '../clients/open-holds';
import { OrderClient } from '../clients/order-client';
import { OrderError } from '../clients/order-errors';

type OpenOrders = Dependencies['openOrders'];

const LIST_WITHIN_MS = 60_000;
/** So that one audit ends: what is more is in the sample. */
const MAX_NEAR = 2_000;

/** The open orders through a client of Temporal, for the watchdog. */
export function createOpenOrders(client: Client): OpenOrders {
  const orders = new OrderClient({ client, defaults: { policy: DEFAULT_POLICY, timing: DEFAULT_TIMING } });
  return {
    findHolds: (wanted) => client.withDeadline(Date.now() + LIST_WITHIN_MS, () => findHolds(client, wanted)),
    async recheck(reference, request) {
      try {
        const { settled, order } = await orders.recheck(reference, request, { timeoutMs: 20_000 });
        return settled ? { heldMinor: order.ledger.held.value } : null;
      } catch (error) {
        // Closed meanwhile, or no worker has the time.
        if (error instanceof OrderError) return null;
        throw error;
      }
    },
  };
}

async function findHolds(
  client: Client,
  { withinMs, sample }: Parameters<OpenOrders['findHolds']>[0],
): ReturnType<OpenOrders['findHolds']> {
  const now = Date.now();
  const near: BelievedHold[] = [];
  const others: BelievedHold[] = [];
  let exposure = noExposure(new Date(now).toISOString());
  let seen = 0;
  for await (const open of openHolds(client)) {
    const { reference, gatewayOrderId, held, decideAt } = open;
    exposure = exposed(exposure, open);
    const hold = { reference, gatewayOrderId, heldMinor: held.value };
    const isNear = decideAt !== null && Date.parse(decideAt) <= now + withinMs;
    if (isNear && near.length < MAX_NEAR) near.push(hold);
    else put(others, hold, sample, (seen += 1));
  }
  return { holds: [...near, ...others], exposure, parked: await countParked(client) };
}

/** Reservoir sampling: each of the `seen` holds is in the sample with the same chance. */
function put(sample: BelievedHold[], hold: BelievedHold, size: number, seen: number): void {
  if (sample.length < size) sample.push(hold);
  else if (Math.random() < size / seen) sample[Math.floor(Math.random() * size)] = hold;
}
