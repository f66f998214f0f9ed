import { randomOf } from '../../../simulator/rules';
import { OTP_CARD, REDIRECT_CARD, RIGHT_OTP, WRONG_OTP } from '../../support/gateway';

import { TAKEN } from './taken';
import type { Taken } from './taken';

export type CardOfPlan = typeof OTP_CARD;
/** What the buyer does on a page of the bank. `leave`: confirms and closes the window before it leads back. */
export type OnPage = 'confirm' | 'leave' | 'cancel' | 'walkAway';
/** What the order system wants done with a hold. */
export type Wish =
  | { readonly kind: 'deliver' | 'captureAll' | 'cancel' | 'nothing' }
  | { readonly kind: 'capturePart'; readonly amountMinor: number }
  /** Both at once, through the two APIs. */
  | { readonly kind: 'captureAndCancel' }
  | { readonly kind: 'extendThenDeliver' };

/** One order of the mix: everything that its people are going to do. */
export interface Plan {
  readonly reference: string;
  readonly amountMinor: number;
  readonly checkout: 'seamless' | 'hosted';
  readonly cards: readonly CardOfPlan[];
  readonly otps: readonly string[];
  /** The buyer has another OTP sent before entering one. */
  readonly hasOtpResent: boolean;
  readonly onPages: readonly OnPage[];
  readonly policy: {
    readonly onDelivery: 'capture' | 'wait';
    readonly atDeadline: 'captureIfDelivered' | 'capture' | 'release';
  };
  readonly wish: Wish;
  /** Before the wish is spoken, in milliseconds. */
  readonly waitsMs: number;
  /** Every request is sent so many times at once, under one key. */
  readonly copies: number;
  /** The wish is spoken before anybody has paid. */
  readonly isEager: boolean;
  /** What is asked back afterwards, all of it at once: in minor units; null is all that is left. */
  readonly refunds: readonly (number | null)[];
  /** Somebody has used the reference before. */
  readonly taken: Taken | null;
}

const BANK_REFUSES = { number: '4000000000009995', expiryMonth: '12', expiryYear: '2031', cvv: '123' };
const REFUSED_AT_ONCE = { number: '4000000000000002', expiryMonth: '12', expiryYear: '2031', cvv: '123' };

/** Shares of the amount; null is all that is left. */
const REFUNDS: readonly (readonly [number, readonly (number | null)[]])[] = [
  [4, []],
  [1, [null]],
  [1, [0.3]],
  [1, [0.3, 0.2]],
  [1, [0.6, 0.6]],
];

const TAKEN_SHARE = 0.04;

/** The order of this number in the mix of this seed. */
export function planOf(seed: number, number: number): Plan {
  const random = randomOf(`plan|${seed}|${number}`);
  const among = <T>(...weighted: readonly (readonly [number, T])[]): T => weigh(weighted, random());
  const many = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);
  const amountMinor = 10_000 + Math.floor(random() * 400_000);
  const card = (): CardOfPlan => among([6, OTP_CARD], [3, REDIRECT_CARD], [1, BANK_REFUSES], [0.5, REFUSED_AT_ONCE]);
  const onPage = (): OnPage => among([6, 'confirm'], [2, 'leave'], [1, 'cancel'], [1, 'walkAway']);
  return {
    reference: `CH-${seed}-${number}`,
    amountMinor,
    checkout: among([4, 'seamless'], [1, 'hosted']),
    cards: many(1 + Math.floor(random() * 3), card),
    otps: many(1 + Math.floor(random() * 6), () => among([4, RIGHT_OTP], [1, WRONG_OTP])),
    onPages: many(1 + Math.floor(random() * 3), onPage),
    policy: {
      onDelivery: among([4, 'capture'], [1, 'wait']),
      atDeadline: among([4, 'captureIfDelivered'], [1, 'capture'], [1, 'release']),
    },
    wish: among<Wish>(
      [4, { kind: 'deliver' }],
      [2, { kind: 'captureAll' }],
      [3, { kind: 'capturePart', amountMinor: 100 + Math.floor(random() * (amountMinor - 200)) }],
      [3, { kind: 'cancel' }],
      [2, { kind: 'captureAndCancel' }],
      [1, { kind: 'extendThenDeliver' }],
      [2, { kind: 'nothing' }],
    ),
    waitsMs: Math.floor(random() * 5_000),
    copies: among([4, 1], [1, 2], [1, 3]),
    isEager: random() < 0.08,
    refunds: among(...REFUNDS).map((share) => share && Math.round(amountMinor * share)),
    hasOtpResent: random() < 0.2,
    taken: random() < TAKEN_SHARE ? (TAKEN[Math.floor(random() * TAKEN.length)] ?? null) : null,
  };
}

function weigh<T>(weighted: readonly (readonly [number, T])[], drawn: number): T {
  let left = drawn * weighted.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of weighted) {
    left -= weight;
    if (left < 0) return value;
  }
  return (weighted.at(-1) as readonly [number, T])[1];
}
