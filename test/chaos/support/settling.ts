import { setTimeout as pause } from 'node:timers/promises';
import type { Statement } from '../../../simulator/ledger';
import type { OrderGlance } from '../../../clients/orders';
import type { OrderView } from '../../../workflows/contract/order';
import { orderWorkflowId } from '../../../workflows/contract/order';
import { refundWorkflowId } from '../../../workflows/contract/refund';
import type { RefundView } from '../../../workflows/contract/refund';
import { eachOf } from './pool';
import { NOT_PARKED } from './auditor';
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

/**
 * Waits until no parked order believes in a hold that the bank took back: it asks when the hold may lapse. Gives up in
 * silence: what is left the audit finds.
 */
export async function untilLapsesNoticed(fleet: Fleet, ledger: Ledger, withinMs: number): Promise<void> {
  for (const endMs = Date.now() + withinMs; Date.now() < endMs; await pause(LOOK_EVERY_MS)) {
    const statements = await ledger();
    const parked = (await fleet.glances()).filter(({ attention }) => attention !== null);
    if (parked.every(({ reference, held }) => held.value === 0 || statements.get(reference)?.held !== 0)) return;
  }
}
type Ledger = () => Promise<ReadonlyMap<string, Statement>>;

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
  if (!glance) return { state: placed === 200 ? 'unknown' : `not placed: ${placed}`, ...NOT_PARKED };
  const { reference, state, attention } = glance;
  if (attention === null) return { state, ...NOT_PARKED };
  const reply = await fleet.insist<OrderView>({ method: 'GET', route: `/v1/orders/${reference}` }, READ_WITHIN_MS);
  const workflowId = orderWorkflowId(reference);
  const tries = {
    capture: await fleet.triesOf(workflowId, 'captureHold'),
    cancel: await fleet.triesOf(workflowId, 'releaseHold'),
  };
  return { state: reply?.body.state ?? 'unknown', parkedFor: reply?.body.attention?.code ?? null, tries };
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
    const views = reply?.status === 200 ? reply.body.refunds : [];
    const endings = await Promise.all(views.map((view) => refundEndingOf(fleet, view)));
    if (endings.every(isAtRest) || Date.now() > endMs) return endings;
  }
}

async function refundEndingOf(fleet: Fleet, view: RefundView): Promise<RefundEnding> {
  const { refundReference: reference, state, amount, attention } = view;
  return {
    reference,
    state,
    amountMinor: amount?.value ?? null,
    parkedFor: attention?.code ?? null,
    sent: attention ? (await fleet.triesOf(refundWorkflowId(reference), 'createRefund')).handed : 0,
  };
}

const isAtRest = ({ state, parkedFor }: RefundEnding): boolean =>
  parkedFor !== null || (state !== 'requested' && state !== 'pending');

/** Refusals after which a person rechecks, and how often. */
const LATER: readonly string[] = ['recheck-first', 'contradicts-gateway'];
const TURNS = 5;
const BY_HAND = { actor: 'chaos', reason: 'settled in the dashboard' };

/**
 * What the advice of a parked order says: settle it in the gateway's dashboard, recheck, and where that is not enough
 * resolve. Gives the orders that were refused that, or left without an answer.
 */
export async function settleByHand(
  fleet: Fleet,
  parked: ReadonlyMap<string, Ending>,
  isTaken: (reference: string) => boolean,
): Promise<string[]> {
  const refused = await eachOf([...parked], 10, async ([reference, { parkedFor }]) => {
    const { authorised, captured, held } = await fleet.system.control<Statement>('GET', `/control/ledger/${reference}`);
    // Beside a remainder there may be the hold of another payment.
    const acts = captured > 0 ? ['release-remainder', 'cancel-in-dashboard'] : ['cancel-in-dashboard'];
    if (held > 0) for (const act of acts) await fleet.system.control('POST', `/control/orders/${reference}/${act}`, {});
    // What somebody else has paid under the reference is no money of this order.
    const isUnpaid = parkedFor === 'delivered-unpaid' || authorised === 0 || isTaken(reference);
    const as = isUnpaid ? 'declined' : captured > 0 ? 'captured' : 'released';
    // What the recheck brought to light may call for a person in its turn: goods that nobody pays for now. And the end of
    // a hold that was seen a moment before is believed only by a later answer (core rule 17).
    let last = await recheckAndResolve(fleet, reference, as, 1);
    for (let turn = 2; last !== null && LATER.includes(last) && turn <= TURNS; turn += 1) {
      await pause(LOOK_EVERY_MS);
      last = await recheckAndResolve(fleet, reference, as, turn);
    }
    return last === null ? [] : [`${reference}: ${last}`];
  });
  return refused.flat();
}

/** Null when the order needs nobody any more, otherwise why not. */
async function recheckAndResolve(fleet: Fleet, reference: string, as: string, turn: number): Promise<string | null> {
  const ask = (what: string, body: object) =>
    fleet.insist<OrderView & { code?: string }>(
      { route: `/v1/orders/${reference}/${what}`, body, key: `${what}-${turn}-${reference}` },
      20_000,
    );
  const rechecked = await ask('recheck', BY_HAND);
  if (rechecked?.status === 200 && rechecked.body.attention === null) return null;
  const resolved = await ask('resolve', { as, ...BY_HAND });
  // It may have ended by itself, since the recheck was answered.
  if (resolved?.status === 200 || resolved?.body.code === 'settled') return null;
  return resolved?.body.code ?? `answered ${resolved?.status}`;
}
