import type { Client } from '@temporalio/client';
import { OPEN_HOLDS } from './open-holds';
import { OrderReader, waitingOf } from './order-reader';
import type { CallOptions } from './orders';

/**
 * How far the gateway's clock is off, as the newest open holds show it. Holds for which no worker answers are left out.
 */
export async function gatewayClockOffsMs(client: Client, atMost: number, options: CallOptions): Promise<number[]> {
  const reader = new OrderReader(client);
  const holds = await reader.search(OPEN_HOLDS, atMost, options);
  const looks = await Promise.all(holds.map(({ reference }) => reader.look(reference, waitingOf(options))));
  return looks.flatMap(({ order }) => (order ? [order.gatewayClockOffMs] : []));
}
