import { setTimeout as pause } from 'node:timers/promises';
import type { OrderGlance } from '../../../clients/orders';
import type { OrderView } from '../../../workflows/contract';
import type { RefundView } from '../../../workflows/refund-contract';
import { eachOf } from './pool';
import type { Asked, Ending } from './auditor';
import type { RefundEnding } from './refund-auditor';
import type { Fleet } from './fleet';
import type { Lived } from './people';

const LOOK_EVERY_MS = 2_000;
const READ_WITHIN_MS = 60_000;

/** Waits until every order and refund has ended or is parked for a person. Gives up with the orders that still move. */
export async function untilAtRest(fleet: Fleet, withinMs: number): Promise<readonly string[]> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const moving = await fleet.moving().catch(() => null);
    if (moving?.length === 0) return [];
    if (Date.now() > endMs) return moving ?? ['unknown: no answer of the index'];
    await pause(LOOK_EVERY_MS);
  }
}

/** How each order ended: from the index, as people find it. Only a parked one is read, for its reason in one word. */
export async function endingsOf(fleet: Fleet, lived: readonly Lived[]): Promise<Map<string, Ending>> {
  const glances = new Map((await fleet.glances()).map((glance) => [glance.reference, glance]));
  const ended = await eachOf(lived, 20, async ({ asked, placed }): Promise<[string, Ending]> => {
    const refunds = await refundsOf(fleet, asked);
    return [asked.reference, { ...(await endingOf(fleet, glances.get(asked.reference), placed)), refunds }];
  });
  return new Map(ended);
}

async function endingOf(
  fleet: Fleet,
  glance: OrderGlance | undefined,
  placed: Lived['placed'],
): Promise<Omit<Ending, 'refunds'>> {
  // Nobody else knows of an order that was refused, or never accepted.
  if (!glance) return { state: placed === 200 ? 'unknown' : `not placed: ${placed}`, parkedFor: null };
  if (glance.attention === null) return { state: glance.state, parkedFor: null };
  const route = `/v1/orders/${glance.reference}`;
  const reply = await fleet.insist<OrderView>({ method: 'GET', route }, READ_WITHIN_MS);
  return { state: reply?.body.state ?? 'unknown', parkedFor: reply?.body.attention?.code ?? null };
}

/**
 * Of an order that may have some: where all were refused there is nothing to read. The index knows nothing of one that
 * waits to be decided about, so they are read until all are at rest.
 */
async function refundsOf(fleet: Fleet, { reference, refunds }: Asked): Promise<RefundEnding[]> {
  if (refunds.every(({ answer }) => answer === 'refused')) return [];
  const route = `/v1/orders/${reference}/refunds`;
  for (const endMs = Date.now() + READ_WITHIN_MS; ; await pause(LOOK_EVERY_MS)) {
    const reply = await fleet.insist<{ refunds: readonly RefundView[] }>({ method: 'GET', route }, READ_WITHIN_MS);
    const endings = reply?.status === 200 ? reply.body.refunds.map(refundEndingOf) : [];
    if (endings.every(isAtRest) || Date.now() > endMs) return endings;
  }
}

const refundEndingOf = ({ refundReference, state, amount, attention }: RefundView): RefundEnding => ({
  reference: refundReference,
  state,
  amountMinor: amount?.value ?? null,
  parkedFor: attention?.code ?? null,
});

const isAtRest = ({ state, parkedFor }: RefundEnding): boolean =>
  parkedFor !== null || (state !== 'requested' && state !== 'pending');

const BY_HAND = { actor: 'chaos', reason: 'settled in the dashboard' };

/** What the advice of a parked order says: settle it in the gateway's dashboard, recheck, and where that is not enough resolve. */
export async function settleByHand(fleet: Fleet, parked: readonly string[]): Promise<void> {
  await eachOf(parked, 10, async (reference) => {
    const route = `/v1/orders/${reference}`;
    const { captured, held } = await fleet.system.control<{ captured: number; held: number }>(
      'GET',
      `/control/ledger/${reference}`,
    );
    // Beside a remainder there may be the hold of another payment.
    const acts = captured > 0 ? ['release-remainder', 'cancel-in-dashboard'] : ['cancel-in-dashboard'];
    if (held > 0) for (const act of acts) await fleet.system.control('POST', `/control/orders/${reference}/${act}`, {});
    await fleet.insist({ route: `${route}/recheck`, body: BY_HAND, key: `recheck-${reference}` }, 20_000);
    const as = captured > 0 ? 'captured' : 'released';
    await fleet.insist({ route: `${route}/resolve`, body: { as, ...BY_HAND }, key: `resolve-${reference}` }, 20_000);
  });
}
