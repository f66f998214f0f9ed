import type { Client } from '@temporalio/client';
import type { Dependencies } from '../activities';
import type { BelievedHold } from '../workflows/domain/holds/audit';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../workflows/domain/order/terms';
import { countParked, openWithoutHold, readExposure } from '../clients/open-holds';
import { endedOrders } from '../clients/ended-orders';
import { OrderClient } from '../clients/order-client';
import { NotAllowed, OrderError } from '../clients/order-errors';
import { OrderReader, waitingOf } from '../clients/order-reader';
import type { OrderGlance } from '../clients/orders';

type OpenOrders = Dependencies['openOrders'];

const LIST_WITHIN_MS = 60_000;
/** Limits one audit: holds beyond it are in the sample. */
const MAX_NEAR = 2_000;
/** Each of these orders needs a person: more would help nobody. */
const MAX_ENDED = 200;
/**
 * The sample of orders without a hold is taken from so many of the newest: they may be many, and each is read for it.
 */
const MAX_WITHOUT_HOLD = 5_000;

/** The open orders through a client of Temporal, for the watchdog. */
export function createOpenOrders(client: Client): OpenOrders {
  return {
    findHolds: (wanted) => client.withDeadline(Date.now() + LIST_WITHIN_MS, () => findHolds(client, wanted)),
    async recheck(reference, request) {
      try {
        return await recheck(client, reference, request);
      } catch (error) {
        // The order does not answer now: it stays unexplained.
        if (error instanceof OrderError) return null;
        throw error;
      }
    },
  };
}

const RECHECK_WITHIN = { timeoutMs: 20_000 };

async function recheck(client: Client, ...[reference, request]: Parameters<OpenOrders['recheck']>) {
  const orders = new OrderClient({ client, defaults: { policy: DEFAULT_POLICY, timing: DEFAULT_TIMING } });
  try {
    const { answered, order } = await orders.recheck(reference, request, RECHECK_WITHIN);
    return answered ? { heldMinor: order.ledger.held.value } : null;
  } catch (error) {
    if (!(error instanceof NotAllowed && error.code === 'settled')) throw error;
    // The order has ended meanwhile: its last word counts.
    const { order } = await new OrderReader(client).look(reference, waitingOf(RECHECK_WITHIN));
    return order ? { heldMinor: order.ledger.held.value } : null;
  }
}

async function findHolds(
  client: Client,
  { withinMs, sample }: Parameters<OpenOrders['findHolds']>[0],
): ReturnType<OpenOrders['findHolds']> {
  const now = new Date();
  const near: BelievedHold[] = [];
  const others = createSample<BelievedHold>(sample);
  const ended: BelievedHold[] = [];
  for await (const order of endedOrders(client)) {
    ended.push(believed(order));
    if (ended.length === MAX_ENDED) break;
  }
  const see = (hold: OrderGlance, _soFar: unknown, by: string): void => {
    if (by === 'nobody') return;
    const isNear = hold.decideAt !== null && Date.parse(hold.decideAt) <= now.getTime() + withinMs;
    if (isNear && near.length < MAX_NEAR) near.push(believed(hold));
    else others.see(believed(hold));
  };
  const exposure = await readExposure(client, now, { see });
  const withoutHold = createSample<BelievedHold>(sample);
  for await (const order of openWithoutHold(client, MAX_WITHOUT_HOLD)) withoutHold.see(believed(order));
  const holds = [...ended, ...near, ...others.taken, ...withoutHold.taken];
  return { holds, exposure, parked: await countParked(client), ended };
}

const believed = ({ reference, gatewayOrderId, held }: OrderGlance): BelievedHold => ({
  reference,
  gatewayOrderId,
  heldMinor: held.value,
});

/** Reservoir sampling: each item that was seen is in the sample with the same chance. */
function createSample<T>(size: number): { readonly taken: readonly T[]; see(item: T): void } {
  const taken: T[] = [];
  let seen = 0;
  return {
    taken,
    see(item) {
      seen += 1;
      if (taken.length < size) taken.push(item);
      else if (Math.random() < size / seen) taken[Math.floor(Math.random() * size)] = item;
    },
  };
}
