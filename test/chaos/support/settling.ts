import { setTimeout as pause } from 'node:timers/promises';
import type { OrderView } from '../../../workflows/contract';
import { orderWorkflowId } from '../../../workflows/contract';
import type { RefundView } from '../../../workflows/refund-contract';
import { eachOf } from './pool';
import type { Ending } from './auditor';
import type { RefundEnding } from './refund-auditor';
import type { Fleet } from './fleet';

const LOOK_EVERY_MS = 1_000;

/** Waits until every order and refund has ended or is parked for a person, and says how. Gives up with those that did neither. */
export async function endings(
  fleet: Fleet,
  references: readonly string[],
  withinMs: number,
): Promise<{ ended: Map<string, Ending>; open: string[] }> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const open = await moving(fleet, references);
    if (open.length === 0 || Date.now() > endMs) return { ended: await endingsOf(fleet, references), open };
    await pause(LOOK_EVERY_MS);
  }
}

/** Orders that still go on by themselves, or a refund of theirs does. */
async function moving(fleet: Fleet, references: readonly string[]): Promise<string[]> {
  const ids = await fleet.running().catch(() => references.map(orderWorkflowId));
  const [orders, refunds] = [new Set(ids), ids.filter((id) => REFUND_ID.test(id))];
  const refunding = new Set(refunds.map((id) => REFUND_ID.exec(id)?.[1]));
  const open = references.filter((reference) => orders.has(orderWorkflowId(reference)) || refunding.has(reference));
  const isMoving = await eachOf(open, 20, async (reference) => {
    const isOpen = orders.has(orderWorkflowId(reference)) && !(await look(fleet, reference))?.attention;
    return isOpen || (refunding.has(reference) && (await refundsOf(fleet, reference)).some(isUnderWay));
  });
  return open.filter((_, index) => isMoving[index]);
}

/** The workflow of one refund of an order of the mix. */
const REFUND_ID = /^refund-(.+)-r\d+$/;
const isUnderWay = ({ state, parkedFor }: RefundEnding): boolean =>
  (state === 'requested' || state === 'pending') && parkedFor === null;

async function refundsOf(fleet: Fleet, reference: string): Promise<RefundEnding[]> {
  const route = `/v1/orders/${reference}/refunds`;
  const reply = await fleet.insist<{ refunds: readonly RefundView[] }>({ method: 'GET', route }, 60_000);
  const refunds = reply?.status === 200 ? reply.body.refunds : [];
  return refunds.map(({ refundReference, state, amount, attention }) => ({
    reference: refundReference,
    state,
    amountMinor: amount?.value ?? null,
    parkedFor: attention?.code ?? null,
  }));
}

async function endingsOf(fleet: Fleet, references: readonly string[]): Promise<Map<string, Ending>> {
  const ended = await eachOf(references, 20, async (reference): Promise<[string, Ending]> => {
    const view = await look(fleet, reference);
    const state = view && 'state' in view ? view.state : `unknown (${view?.status ?? 'no answer'})`;
    const refunds = await refundsOf(fleet, reference);
    return [reference, { state, parkedFor: view?.attention?.code ?? null, refunds }];
  });
  return new Map(ended);
}

const look = async (
  fleet: Fleet,
  reference: string,
): Promise<(OrderView | { status: number; attention: null }) | null> => {
  const question = { method: 'GET', route: `/v1/orders/${reference}` } as const;
  // What nobody answered for so long has at least a status.
  const reply = (await fleet.insist<OrderView>(question, 60_000)) ?? (await fleet.ask<OrderView>(question));
  return reply && reply.status !== 200 ? { status: reply.status, attention: null } : (reply?.body ?? null);
};

const BY_HAND = { actor: 'chaos', reason: 'settled in the dashboard' };

/** What the advice of a parked order says: settle it in the gateway's dashboard, recheck, and where that is not enough resolve. */
export async function settleByHand(fleet: Fleet, parked: ReadonlyMap<string, Ending>): Promise<void> {
  await eachOf([...parked.keys()], 10, async (reference) => {
    const route = `/v1/orders/${reference}`;
    const { captured, held } = await fleet.system.control<{ captured: number; held: number }>(
      'GET',
      `/control/ledger/${reference}`,
    );
    const act = captured > 0 ? 'release-remainder' : 'cancel-in-dashboard';
    if (held > 0) await fleet.system.control('POST', `/control/orders/${reference}/${act}`, {});
    await fleet.insist({ route: `${route}/recheck`, body: BY_HAND, key: `recheck-${reference}` }, 20_000);
    const as = captured > 0 ? 'captured' : 'released';
    await fleet.insist({ route: `${route}/resolve`, body: { as, ...BY_HAND }, key: `resolve-${reference}` }, 20_000);
  });
}
