import { setTimeout as pause } from 'node:timers/promises';
import type { OrderView } from '../../../workflows/contract';
import { orderWorkflowId } from '../../../workflows/contract';
import { eachOf } from './pool';
import type { Ending } from './auditor';
import type { Fleet } from './fleet';

const LOOK_EVERY_MS = 1_000;

/** Waits until every order has ended or is parked for a person, and says how. Gives up with those that did neither. */
export async function endings(
  fleet: Fleet,
  references: readonly string[],
  withinMs: number,
): Promise<{ ended: Map<string, Ending>; open: string[] }> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const running = new Set(await fleet.running().catch(() => references.map(orderWorkflowId)));
    const open = references.filter((reference) => running.has(orderWorkflowId(reference)));
    const views = await eachOf(open, 20, (reference) => look(fleet, reference));
    const moving = open.filter((_, index) => !views[index]?.attention);
    if (moving.length === 0 || Date.now() > endMs) return { ended: await endingsOf(fleet, references), open: moving };
    await pause(LOOK_EVERY_MS);
  }
}

async function endingsOf(fleet: Fleet, references: readonly string[]): Promise<Map<string, Ending>> {
  const views = await eachOf(references, 20, (reference) => look(fleet, reference));
  return new Map(
    references.map((reference, index) => {
      const view = views[index];
      const state = view && 'state' in view ? view.state : `unknown (${view?.status ?? 'no answer'})`;
      return [reference, { state, parkedFor: view?.attention?.code ?? null }];
    }),
  );
}

const look = async (
  fleet: Fleet,
  reference: string,
): Promise<(OrderView | { status: number; attention: null }) | null> => {
  const reply = await fleet.insist<OrderView>({ method: 'GET', route: `/v1/orders/${reference}` }, 60_000);
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
