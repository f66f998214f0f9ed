import type { Operation } from '../../../simulator/model';
import { orderWorkflowId } from '../../../workflows/contract/order';
import { refundWorkflowId } from '../../../workflows/contract/refund';
import { RIGHT_OTP } from '../../support/gateway';
import type { Shop } from './shop';

/** One call of an order at which the worker dies: how to come to it, what sends it, and what the order becomes after all. */
export interface Point {
  readonly call: Operation;
  readonly prepare: (shop: Shop, reference: string) => Promise<unknown>;
  readonly send: (shop: Shop, reference: string) => Promise<unknown>;
  /**
   * When it is sent, so that all stand still together: the short calls, which the worker gives up after a few seconds,
   * come last, and of them first the one that others have to come before.
   */
  readonly wave: Wave;
  readonly ends: keyof typeof EFFECTS;
}

export const WAVES = [1, 2, 3] as const;
type Wave = (typeof WAVES)[number];

/** What the gateway's ledger shows in the end, each of the whole amount. */
export const EFFECTS = {
  captured: ['authorised', 'captured'],
  released: ['authorised', 'released'],
  refunded: ['authorised', 'captured', 'refunded'],
} as const;

const nothing = (): Promise<void> => Promise.resolve();
const placeWithoutCard: Point['prepare'] = (shop, reference) => shop.place(reference, { withCard: false });
const payByCard: Point['send'] = async (shop, reference) =>
  shop.say(reference, 'payments', { cardRef: await shop.card() });

const captured = (call: Operation, wave: Wave, prepare: Point['prepare'], send: Point['send']): Point => ({
  call,
  prepare,
  send,
  wave,
  ends: 'captured',
});

/** Every call that an order makes. */
export const POINTS: readonly Point[] = [
  captured(
    'submitOtp',
    1,
    (shop, reference) => shop.placeAwaitingOtp(reference),
    (shop, reference) => shop.say(reference, 'otp', { otp: RIGHT_OTP }),
  ),
  captured('createPayment', 1, placeWithoutCard, payByCard),
  captured(
    'capture',
    1,
    (shop, reference) => shop.placeHeld(reference),
    (shop, reference) => shop.say(reference, 'delivery'),
  ),
  {
    call: 'cancel',
    prepare: (shop, reference) => shop.placeHeld(reference),
    send: (shop, reference) => shop.say(reference, 'cancel', { reason: 'out of stock' }),
    wave: 1,
    ends: 'released',
  },
  {
    call: 'refund',
    prepare: (shop, reference) => shop.placeCaptured(reference),
    send: (shop, reference) =>
      shop.say(reference, 'refunds', { refundReference: refundOf(reference), reason: 'returned' }),
    wave: 1,
    ends: 'refunded',
  },
  captured('generateOtp', 2, placeWithoutCard, payByCard),
  captured(
    'resendOtp',
    3,
    (shop, reference) => shop.placeAwaitingOtp(reference, 'that may be sent again'),
    (shop, reference) => shop.say(reference, 'otp/resend'),
  ),
  captured(
    'getOrder',
    3,
    (shop, reference) => shop.placeHeld(reference),
    (shop, reference) => shop.say(reference, 'recheck', { actor: 'chaos', reason: 'to have the gateway asked' }),
  ),
  captured('createOrder', 3, nothing, (shop, reference) => shop.place(reference)),
  captured('getCardDetails', 3, nothing, (shop, reference) => shop.place(reference)),
  captured('createHostedLink', 3, nothing, (shop, reference) => shop.place(reference, { checkout: 'hosted' })),
];

/** The reference of an order's refund. */
export const refundOf = (reference: string): string => `${reference}-r`;

/** The workflow that makes the call. */
export const workflowOf = (call: Operation, reference: string): string =>
  call === 'refund' ? refundWorkflowId(refundOf(reference)) : orderWorkflowId(reference);
