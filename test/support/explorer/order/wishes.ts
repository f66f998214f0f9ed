import type { ResolvedAs } from '../../../../workflows/domain/order';
import { RESOLVED_AS } from '../../../../workflows/domain/order';
import type { Order } from '../../../../workflows/domain/order';
import type { Money } from '../../../../workflows/domain/money';
import type { Verdict } from '../../../../workflows/domain/requests';
import { SECOND_MS } from '../../../../workflows/domain/time';
import { TERMS } from '../../core/words';
import { at, NOW } from '../clock';
import { change } from './dialogue';
import { isLeft, spend } from './world';
import type { Deed, Game, World } from './world';
import type { Move } from './world';

/** What people want of an order, as the handlers of the workflow take it in. */

interface Wish {
  readonly deed: Deed;
  readonly name: string;
  readonly verdict: (order: Order) => Verdict;
  readonly effect: (order: Order) => Order;
  readonly accepts?: Partial<World['accepted']>;
}

const OK: Verdict = { ok: true };
const given = (ok: boolean): Verdict => (ok ? OK : { ok, code: '', reason: '' });

export function wishMoves(game: Game, world: World): Move[] {
  return wishes(game)
    .filter(({ deed, verdict }) => isLeft(world, deed) && verdict(world.known.state).ok)
    .map(({ deed, name, effect, accepts }) => ({
      name,
      to: () => ({
        ...change(game, spend(world, deed), name, effect),
        accepted: { ...world.accepted, ...accepts },
      }),
    }));
}

const made = new WeakMap<Game, readonly Wish[]>();

function wishes(game: Game): readonly Wish[] {
  const before = made.get(game);
  if (before) return before;
  const all = [...captures(game), ...aboutMoney(game), ...aboutPaying(game), ...resolutions(game)];
  made.set(game, all);
  return all;
}

function aboutMoney({ core }: Game): Wish[] {
  const soon = { at: at(20 * SECOND_MS) };
  return [
    {
      deed: 'deliver',
      // The signal, which cannot be refused.
      name: 'a delivery is reported',
      verdict: () => OK,
      effect: (order) => core.deliveryConfirmed(order, NOW),
    },
    {
      deed: 'cancel',
      name: 'a cancellation is asked for',
      verdict: (order) => core.canCancel(order, NOW),
      effect: (order) => core.cancelRequested(order, 'asked for', NOW),
      accepts: { release: true },
    },
    {
      deed: 'extend',
      name: 'the decision is moved',
      verdict: (order) => core.canExtend(order, soon, NOW),
      effect: (order) => core.extended(order, soon, NOW),
    },
    {
      deed: 'recheck',
      name: 'a person has the gateway asked',
      verdict: () => OK,
      effect: (order) => core.askSoon(order, '', NOW),
    },
  ];
}

function captures({ core }: Game): Wish[] {
  const capture = (deed: Deed, name: string, amount?: Money): Wish => ({
    deed,
    name,
    verdict: (order) => core.canCapture(order, amount, NOW),
    effect: (order) => core.captureRequested(order, amount, NOW),
    accepts: { capture: true },
  });
  return [
    capture('captureAll', 'a capture is asked for'),
    capture('capturePart', 'a capture of a part is asked for', { value: 6_000, currency: TERMS.currency }),
  ];
}

function aboutPaying({ core }: Game): Wish[] {
  const nextCard = ({ intents }: Order): string => `card-${intents.usedCards.length + 1}`;
  const back = (status: string): Wish => ({
    deed: 'return',
    name: `the buyer's browser comes back: ${status}`,
    verdict: () => OK,
    effect: (order) => core.returned(order, { status }, NOW),
  });
  return [
    {
      deed: 'pay',
      name: 'another card is handed in',
      verdict: (order) => core.canPay(order, nextCard(order)),
      effect: (order) => core.payRequested(order, nextCard(order), NOW),
    },
    {
      deed: 'otp',
      name: 'the buyer enters an OTP',
      verdict: (order) => (order.intents.otp?.state === 'prompted' ? core.canSubmitOtp(order, NOW) : given(false)),
      effect: (order) => core.otpEntered(order, { id: 'o', otpRef: 'o' }, NOW),
    },
    {
      deed: 'resend',
      name: 'the buyer wants another OTP',
      verdict: (order) => core.canResendOtp(order, NOW),
      effect: (order) => core.otpResendRequested(order, NOW),
    },
    back('AUTHORIZED'),
    back('FAILED'),
  ];
}

function resolutions({ core }: Game): Wish[] {
  const resolve = (as: ResolvedAs, force: boolean): Wish => {
    const wish = { as, actor: 'support', reason: 'looked up', force };
    return {
      deed: 'resolve',
      name: `a person resolves it as ${as}${force ? ', by force' : ''}`,
      verdict: (order) => core.canResolve(order, wish),
      effect: (order) => core.resolved(order, wish, NOW),
    };
  };
  return RESOLVED_AS.flatMap((as) => [resolve(as, false), resolve(as, true)]);
}
