import { log } from '@temporalio/workflow';
import type { HandedWish } from '../contract/order';
import { permission } from '../domain/order/apply';
import type { Wish } from '../domain/order/wish-kinds';
import type { NewWish } from '../domain/order/wishes';
import { judged, wishOf } from '../domain/order/wishes';
import { now } from '../engine/clock';
import { isHandled, remember, updateKey } from '../engine/handled-updates';
import { CATALOGUE } from './catalogue';
import type { CatalogueRow } from './catalogue';
import { isCapture, isExtend, isHandedWish } from './message-shapes';
import { happened } from './order-run';
import type { OrderRun } from './order-run';

/**
 * Takes in a wish that no worker took as an update in time, by the rules of the update's own row. It counts once,
 * however often and in whichever way it comes. Never throws: that would fail the workflow.
 */
export function takeWish(run: OrderRun, given: unknown): void {
  if (!isHandedWish(given)) return log.warn('A wish was ignored: it has not the shape of one');
  // The cast is safe: the row itself checks the argument's shape, right here.
  const row = CATALOGUE[given.name] as CatalogueRow<unknown>;
  if (!row.isShaped(given.argument)) return log.warn('A wish was ignored: its argument has not the shape of one');
  const { name, updateId } = given;
  if (wishOf(run.order, name, updateId)) return;
  const key = updateKey(name, updateId);
  const handed = newWish(given);
  if (isHandled(run, key)) {
    // The update was faster. The order keeps the wish all the same, for the caller who was told that it was handed
    // over.
    happened(run, { kind: 'wish', wish: { ...judged(run.order, handed, { ok: true }, now()), ...ACCEPTED } });
    return;
  }
  const wanted = row.wish(given.argument);
  const wish = judged(run.order, handed, permission(run.order, wanted, now()), now());
  happened(run, { kind: 'wish', wish });
  if (wish.outcome === 'accepted') happened(run, wanted);
  if (wish.denial === null) remember(run, key);
}

const ACCEPTED = { outcome: 'accepted', denial: null } as const satisfies Partial<Wish>;

/** The parts of the argument that `judged` needs; the row has found it to be of its shape. */
function newWish({ name: kind, updateId, key = updateId, argument, notAfter }: HandedWish): NewWish {
  const time = notAfter === undefined ? {} : { notAfter };
  const amount = kind === 'capture' && isCapture(argument) ? argument?.amount : undefined;
  const decideBy = kind === 'extend' && isExtend(argument) ? argument.decideBy : undefined;
  return { updateId, key, kind, amount, decideBy, ...time };
}
