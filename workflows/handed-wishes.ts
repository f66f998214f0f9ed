import { log } from '@temporalio/workflow';
import { now } from './clock';
import type { HandedWish } from './contract';
import type { Wish } from './domain/wish-kinds';
import type { NewWish } from './domain/wishes';
import { judged, wishOf, wishRecorded } from './domain/wishes';
import { isHandled, remember, updateKey } from './handled-updates';
import { isCapture, isExtend, isHandedWish } from './message-shapes';
import type { OrderRun } from './order-run';
import { updateRules } from './update-rules';
import type { UpdateRule } from './update-rules';

/**
 * Takes in a wish that no worker took as an update in time: by the update's own rule, and once however often and on
 * whichever way it comes. Never throws: that would fail the workflow.
 */
export function takeWish(run: OrderRun, given: unknown): void {
  if (!isHandedWish(given)) return log.warn('A wish was ignored: it has not the shape of one');
  // Its shape is checked by the rule itself, right here.
  const rule = updateRules[given.name] as UpdateRule<unknown>;
  if (!rule.isShaped(given.argument)) return log.warn('A wish was ignored: its argument has not the shape of one');
  const { name, updateId, argument } = given;
  if (wishOf(run.order, name, updateId)) return;
  const key = updateKey(name, updateId);
  const wish = newWish(given);
  if (isHandled(run, key)) {
    // Its update was faster: it stands in the order for whoever was told that it is handed over.
    run.order = wishRecorded(run.order, { ...judged(run.order, wish, { ok: true }, now()), ...ACCEPTED });
    return;
  }
  const outcome = judged(run.order, wish, rule.verdict(run.order, argument, now()), now());
  run.order = wishRecorded(run.order, outcome);
  if (outcome.outcome === 'accepted') run.order = rule.effect(run.order, argument, now());
  if (outcome.refusal === null) remember(run, key);
}

const ACCEPTED = { outcome: 'accepted', refusal: null } as const satisfies Partial<Wish>;

/** What the judgement has to know of the argument, which the rule has found to be of its shape. */
function newWish({ name: kind, updateId, key = updateId, argument, notAfter }: HandedWish): NewWish {
  const time = notAfter === undefined ? {} : { notAfter };
  const amount = kind === 'capture' && isCapture(argument) ? argument?.amount : undefined;
  const decideBy = kind === 'extend' && isExtend(argument) ? argument.decideBy : undefined;
  return { updateId, key, kind, amount, decideBy, ...time };
}
