import { otpEntered } from '../../../workflows/domain/otp';
import {
  askSoon,
  cancelRequested,
  canCancel,
  canCapture,
  canConfirmDelivery,
  canExtend,
  canPay,
  captureRequested,
  deliveryConfirmed,
  extended,
  payRequested,
} from '../../../workflows/domain/requests';
import { DAY_MS, HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/time';
import type { Payment } from './abstract-gateway';
import type { World } from './world';
import { TERMS } from './words';

/** What may happen to an order from outside: time, buyer, bank, webhooks, messages. */

/** How long after its creation a payment can still be authorised: the watch is longer than that. */
const LATE_AUTHORISATION_MS = 3 * DAY_MS - HOUR_MS;

export const mayAuthorise = ({ status, wasHeld, createdAtMs }: Payment, nowMs: number): boolean =>
  (status === 'PENDING' || (status === 'FAILED' && !wasHeld)) && nowMs < createdAtMs + LATE_AUTHORISATION_MS;

/** Something happens, but no more time passes than `atMostMs`. */
export function happen(world: World, atMostMs: number): void {
  const { gateway } = world;
  const { nowMs } = gateway;
  const ways: Record<string, (() => void)[]> = {
    time: [() => world.pass(Math.min(atMostMs, world.pick(SECOND_MS, 20 * SECOND_MS, 6 * MINUTE_MS, HOUR_MS, DAY_MS)))],
    webhook: gateway.news.length > 0 ? [() => webhook(world)] : [],
    authorise: gateway.payments
      .filter((one) => mayAuthorise(one, nowMs))
      .map((one) => () => gateway.change(one, 'AUTHORIZED')),
    fail: gateway.payments
      .filter(({ status }) => status === 'PENDING')
      .map((one) => () => gateway.change(one, 'FAILED')),
    lapse: gateway.payments
      .filter(({ status, captures }) => status === 'AUTHORIZED' && captures.length === 0)
      .map((one) => () => gateway.change(one, world.pick('CANCELLED', 'FAILED'))),
    message: [() => message(world)],
    outage: [() => void (world.isDown = !world.isDown)],
  };
  const open = Object.entries(ways).flatMap(([name, doings]) => doings.map((doing) => ({ name, doing })));
  const [first, ...others] = open;
  if (!first) return;
  const { name, doing } = world.pick(first, ...others);
  doing();
  world.tell(name);
}

function webhook(world: World): void {
  const [newest, ...older] = world.gateway.news;
  if (!newest) return;
  const { preAuth: _left, ...snapshot } = world.pick(newest, newest, ...older);
  world.order = world.core.saw(world.order, snapshot, world.now);
}

const MESSAGES: Readonly<Record<string, (world: World) => void>> = {
  delivered: (world) => {
    const isAccepted = canConfirmDelivery(world.order).ok;
    world.order = deliveryConfirmed(world.order, world.now);
    world.tell(isAccepted ? 'delivery accepted' : 'delivery too late');
  },
  captureAll: (world) => capture(world, undefined),
  capturePart: (world) => capture(world, 6_000),
  cancel: (world) => {
    if (!canCancel(world.order, world.now).ok) return;
    world.order = cancelRequested(world.order, 'asked for', world.now);
    world.accepted.release = true;
  },
  pay: (world) => {
    if (!canPay(world.order, `card-${world.cards + 1}`).ok) return;
    world.cards += 1;
    world.order = payRequested(world.order, `card-${world.cards}`, world.now);
  },
  recheck: (world) => (world.order = askSoon(world.order, 'somebody asks', world.now)),
  otp: (world) => {
    if (world.order.intents.otp?.state === 'prompted')
      world.order = otpEntered(world.order, { id: 'o', otpRef: 'o' }, world.now);
  },
  extend: (world) => {
    const decideBy = { at: plus(world.now, world.pick(HOUR_MS, DAY_MS)) };
    if (canExtend(world.order, decideBy, world.now).ok) world.order = extended(world.order, decideBy, world.now);
  },
};

function message(world: World): void {
  const [first, ...others] = Object.keys(MESSAGES);
  const name = world.pick(first ?? '', ...others);
  world.tell(`message ${name}`);
  MESSAGES[name]?.(world);
}

function capture(world: World, value: number | undefined): void {
  const amount = value === undefined ? undefined : { value, currency: TERMS.currency };
  if (!canCapture(world.order, amount, world.now).ok) return;
  world.order = captureRequested(world.order, amount, world.now);
  world.accepted.capture = true;
  world.tell('capture accepted');
}
