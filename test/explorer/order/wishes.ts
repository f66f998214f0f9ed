import { cardRef } from '../../support/secret-refs';
import type { OrderEvent, OrderWish } from '../../../workflows/domain/order/events';
import { RESOLVED_AS } from '../../../workflows/domain/order/order';
import type { Order } from '../../../workflows/domain/order/order';
import type { OtpRef } from '../../../workflows/domain/values/secret-refs';
import { SECOND_MS } from '../../../workflows/domain/values/time';

import { TERMS } from '../../support/core/words';
import { at, NOW } from '../clock';
import { change } from './dialogue';
import { isLeft, spend } from './world';
import type { Deed, Game, Move, World } from './world';

/** What people want of an order, as the handlers of the workflow take it in. */

interface Deedlike {
  readonly deed: Deed;
  readonly name: string;
  readonly event: (order: Order) => OrderEvent;
  readonly isAllowed: (game: Game, order: Order) => boolean;
  readonly accepts?: Partial<World['accepted']>;
}

export const wishMoves = (game: Game, world: World): Move[] =>
  DEEDS.filter(({ deed, isAllowed }) => isLeft(world, deed) && isAllowed(game, world.known.state)).map(
    ({ deed, name, event, accepts }) => ({
      name,
      to: () => ({
        ...change(game, spend(world, deed), name, (order) => game.core.apply(order, event(order), NOW)),
        accepted: { ...world.accepted, ...accepts },
        // Whoever asks for a capture anew has seen what became of the one that was refused.
        isCaptureRefused: world.isCaptureRefused && !accepts?.capture,
      }),
    }),
  );

/** A wish that the order may deny. */
const wish = (
  deed: Deed,
  name: string,
  wanted: OrderWish | ((order: Order) => OrderWish),
  accepts: Partial<World['accepted']> = {},
): Deedlike => {
  const event = (order: Order): OrderWish => (typeof wanted === 'function' ? wanted(order) : wanted);
  return { deed, name, event, isAllowed: ({ core }, order) => core.permission(order, event(order), NOW).ok, accepts };
};

/** What cannot be denied: it is only told. */
const told = (deed: Deed, name: string, event: OrderEvent): Deedlike => ({
  deed,
  name,
  event: () => event,
  isAllowed: () => true,
});

const PART = { value: 6_000, currency: TERMS.currency };

const DEEDS: readonly Deedlike[] = [
  wish('captureAll', 'a capture is asked for', { kind: 'capture' }, { capture: true }),
  wish('capturePart', 'a capture of a part is asked for', { kind: 'capture', amount: PART }, { capture: true }),
  told('deliver', 'a delivery is reported', { kind: 'delivery' }),
  wish('cancel', 'a cancellation is asked for', { kind: 'cancellation', reason: 'asked for' }, { release: true }),
  wish('extend', 'the decision is moved', { kind: 'extension', decideBy: { at: at(20 * SECOND_MS) } }),
  told('recheck', 'a person has the gateway asked', { kind: 'recheck', actor: 'support', reason: '' }),
  wish('pay', 'another card is handed in', ({ intents }) => ({
    kind: 'card',
    cardRef: cardRef(`card-${intents.usedCards.length + 1}`),
  })),
  {
    deed: 'otp',
    name: 'the buyer enters an OTP',
    event: () => ({ kind: 'otp', id: 'o', otpRef: 'o' as OtpRef }),
    isAllowed: ({ core }, order) => order.intents.otp?.state === 'prompted' && core.canSubmitOtp(order, NOW).ok,
  },
  wish('resend', 'the buyer wants another OTP', { kind: 'otpResend' }),
  told('return', "the buyer's browser comes back: authorised", { kind: 'return', isClaimed: true }),
  told('return', "the buyer's browser comes back: failed", { kind: 'return', isClaimed: false }),
  ...RESOLVED_AS.flatMap((as) =>
    [false, true].map((force) =>
      wish('resolve', `a person resolves it as ${as}${force ? ', by force' : ''}`, {
        kind: 'resolution',
        as,
        actor: 'support',
        reason: 'looked up',
        force,
      }),
    ),
  ),
];
