import type { CallKey } from '../../../workflows/domain/call/call';
import { newRefundBook } from '../../../workflows/domain/refund/book';
import type { RefundTiming } from '../../../workflows/domain/refund/refund';
import { TERMS } from '../../support/core/words';
import { LONG_AGO_MS } from '../clock';
import type { Move as AnyMove } from '../model';
import { STALE_MS } from '../past';
import type { Past } from '../past';
import type { Core } from './core';
import { CAPTURED, UNCAPTURED } from './gateway';
import type { Books, GatewayRefund, RefundRequest, Traits } from './gateway';
import { createKnownBooks, createKnownRefunds } from './known-states';
import type { KnownBook, KnownBooks, KnownRefund, KnownRefunds } from './known-states';

/** The refunds of one order, its gateway, and what travels between them. Worlds never change: each move makes another one. */

/** What people and the world outside may do; each so often as the setup says. */
export type Deed = 'fault' | 'wish' | 'hint' | 'recheck' | 'resolve' | 'forget' | 'forge';
export type Left = Readonly<Partial<Record<Deed, number>>>;

/** What may be asked for; `amountMinor` null: all that is left. */
export interface Wished {
  readonly reference: string;
  readonly amountMinor: number | null;
}

export interface Setup {
  readonly name: string;
  readonly traits: Traits;
  readonly timing: RefundTiming;
  readonly wishes: readonly Wished[];
  readonly may: Left;
  /** Whether the order is captured from the beginning, or at some time. */
  readonly isCaptured: boolean;
  /** Whether all is asked for before time passes, so that few refunds differ in nothing but when they began. */
  readonly isAtOnce: boolean;
  /** Whether something may happen while a request or an answer is on its way, and before the core acts. */
  readonly isSplit: boolean;
  /** How long after its caller gave up a request may still be carried out: part of the quiet period. */
  readonly lateMs: number;
  /** Random walks let time pass by these, too, and not only to the next moment at which something is due. */
  readonly pausesMs?: readonly number[];
}

/** Longer than the quiet period: so long an answer may take. */
export const slowMs = ({ lateMs }: Setup): number => lateMs + 2 * STALE_MS;

/** What one refund waits for. It does nothing else meanwhile. */
export type Busy =
  | { readonly kind: 'call'; readonly reply: Reply | null }
  | {
      readonly kind: 'question';
      readonly about: CallKey<'refund'> | null;
      readonly askedMs: number;
      /** Null: not read yet. */
      readonly read: Books | null;
    };

/** What the gateway answered to a request, on its way back. */
export type Reply =
  | { readonly verdict: 'done' | 'repeated'; readonly refund: GatewayRefund }
  | { readonly verdict: 'refused' | 'declined' };

/** The workflow of one refund. */
export interface Pursuit {
  readonly known: KnownRefund;
  readonly busy: Busy | null;
}

/** How a refund ended, as it was told. */
export interface Ended {
  readonly as: 'refunded' | 'failed';
  readonly amountMinor: number;
  readonly isPersonsWord: boolean;
}

/** The workflow of all of them. */
export interface Desk {
  readonly known: KnownBook;
  /** It asks about the order, or the start of a refund is not confirmed yet. */
  readonly busy:
    | { readonly kind: 'question'; readonly read: Books | null }
    | { readonly kind: 'start'; readonly reference: string }
    | null;
  /** Questions in a row that got no answer, and how long it still pauses. */
  readonly unanswered: number;
  readonly pauseMs: number;
}

export interface World {
  readonly desk: Desk;
  readonly pursuits: Readonly<Record<string, Pursuit>>;
  readonly ended: Readonly<Record<string, Ended>>;
  /** What was accepted last under each reference. */
  readonly asked: Readonly<Record<string, number | null>>;
  readonly books: Books;
  readonly past: Past<Books>;
  /** Requests whose callers have given up, and which will still be carried out, at the latest then. */
  readonly stragglers: readonly { readonly request: RefundRequest; readonly byMs: number }[];
  readonly left: Left;
  readonly elapsedMs: number;
}

export type Move = AnyMove<World>;

/** What the explorer plays with. */
export interface Game {
  readonly setup: Setup;
  readonly core: Core;
  readonly refunds: KnownRefunds;
  readonly desks: KnownBooks;
  /** Further back all is alike. */
  readonly longAgoMs: number;
}

/** `isKept`: for going through every interleaving; otherwise for one walk, in which all time counts. */
export function createGame(setup: Setup, core: Core, isKept: boolean): Game {
  const longAgoMs = isKept ? LONG_AGO_MS : -Infinity;
  return {
    setup,
    core,
    refunds: createKnownRefunds(core, isKept, longAgoMs),
    desks: createKnownBooks(core, isKept),
    longAgoMs,
  };
}

export const newDesk = ({ desks }: Game): Desk => ({
  known: desks.known(newRefundBook(TERMS.reference)),
  busy: null,
  unanswered: 0,
  pauseMs: 0,
});

export const firstWorld = (game: Game): World => ({
  desk: newDesk(game),
  pursuits: {},
  ended: {},
  asked: {},
  books: game.setup.isCaptured ? CAPTURED : UNCAPTURED,
  past: [],
  stragglers: [],
  left: game.setup.may,
  elapsedMs: 0,
});

export const isLeft = ({ left }: World, deed: Deed): boolean => (left[deed] ?? 0) > 0;

/** The world after one of the deeds that are counted. */
export const spend = (world: World, deed: Deed): World => ({
  ...world,
  left: { ...world.left, [deed]: (world.left[deed] ?? 0) - 1 },
});
