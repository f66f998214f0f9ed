import { cardRef } from '../../support/secret-refs';
import type { CallKey } from '../../../workflows/domain/call/call';
import type { Checkout, CallKind, Policy, Timing } from '../../../workflows/domain/order/terms';
import { newOrder } from '../../../workflows/domain/order/order';

import { TERMS } from '../../support/core/words';
import { LONG_AGO_MS, NOW } from '../clock';
import type { Move as AnyMove } from '../model';
import { isReadable, pastLater, pastWith, STALE_MS } from '../past';
import type { Past, PastBooks } from '../past';
import type { Core } from './core';
import { booksLater, NO_BOOKS } from './gateway';
import type { Books, GatewayRequest, Traits } from './gateway';
import { createKnownOrders } from './known-orders';
import type { KnownOrder, KnownOrders } from './known-orders';
import { booksKey, webhookOf } from './snapshots';

/** One order, one gateway, and what travels between them. Worlds never change: each move makes another one. */

/** What people and the world outside may do; each so often as the setup says. */
export type Deed =
  | 'fault'
  | 'deliver'
  | 'captureAll'
  | 'capturePart'
  | 'cancel'
  | 'pay'
  | 'otp'
  | 'resend'
  | 'recheck'
  | 'resolve'
  | 'extend'
  | 'return'
  | 'page'
  | 'refund'
  | 'forge'
  | 'handCapture'
  | 'handCancel'
  | 'handDelivery'
  | 'revive'
  | 'reviveBlind';
export type Left = Readonly<Partial<Record<Deed, number>>>;

export interface Setup {
  readonly name: string;
  readonly traits: Traits;
  readonly checkout: Checkout;
  readonly policy: Partial<Policy>;
  readonly timing: Partial<Timing>;
  /** Whether cards take an OTP here. */
  readonly nativeOtp: boolean;
  readonly may: Left;
  /** What the gateway has under the reference of the order from before: a refund, or an order that somebody has paid. */
  readonly taken?: 'refund' | 'paid';
  /** Whether something may happen while a request or an answer is on its way, and before the core acts. */
  readonly isSplit: boolean;
  /** How long after its caller gave up a request may still be carried out, by kind: part of every quiet period. */
  readonly lateMs: Timing['quietMs'];
  /** Random walks let time pass by these, too, and not only to the next moment at which something is due. */
  readonly pausesMs?: readonly number[];
}

/** Longer than any quiet period: so long an answer may take. */
export const slowMs = ({ lateMs }: Setup): number => Math.max(...Object.values(lateMs)) + 2 * STALE_MS;

/** What the core waits for. It does nothing else meanwhile. */
export type Busy =
  | { readonly kind: 'call'; readonly request: GatewayRequest; readonly reply: Reply | null }
  | {
      readonly kind: 'question';
      readonly about: CallKey<CallKind> | null;
      readonly askedMs: number;
      /** Null: not read yet. */
      readonly read: { readonly books: Books } | null;
    }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'entry'; readonly arrived: 'accepted' | 'wrong' | 'over' | null };

/** What the gateway answered to a request, on its way back. */
export interface Reply {
  readonly verdict: 'done' | 'refused' | 'declined';
  readonly books: Books;
}

/** A request whose caller has given up, and which will still be carried out, at the latest then. */
export interface Straggler {
  readonly request: GatewayRequest;
  readonly byMs: number;
}

export interface World {
  readonly known: KnownOrder;
  readonly books: Books;
  readonly past: Past<Books>;
  readonly busy: Busy | null;
  readonly stragglers: readonly Straggler[];
  readonly left: Left;
  /** What the order accepted from outside. */
  readonly accepted: { readonly capture: boolean; readonly release: boolean };
  /** Whether a capture was handed over that the order did not carry out. */
  readonly isCaptureRefused: boolean;
  /** Whether nobody knows any more what was sent before the order was revived. */
  readonly isBlind: boolean;
  /** Decided calls that may have reached the gateway. */
  readonly sent: { readonly capture: number; readonly cancel: number };
  readonly elapsedMs: number;
}

/** What the explorer plays with. */
export interface Game {
  readonly setup: Setup;
  readonly core: Core;
  readonly orders: KnownOrders;
  /** Further back all is alike. */
  readonly longAgoMs: number;
}

export type Move = AnyMove<World>;

/** `isKept`: for going through every interleaving; otherwise for one walk, in which all time counts. */
export function createGame(setup: Setup, core: Core, isKept: boolean): Game {
  const longAgoMs = isKept ? LONG_AGO_MS : -Infinity;
  return { setup, core, orders: createKnownOrders(core, isKept, longAgoMs), longAgoMs };
}

export function firstWorld({ setup, orders }: Game): World {
  const { checkout, policy, timing } = setup;
  const card = checkout === 'seamless' ? cardRef('card-1') : undefined;
  return {
    known: orders.known(newOrder({ terms: { ...TERMS, checkout }, cardRef: card, policy, timing }, NOW)),
    books: NO_BOOKS,
    past: [],
    busy: null,
    stragglers: [],
    left: setup.may,
    accepted: { capture: false, release: false },
    isCaptureRefused: false,
    isBlind: false,
    sent: { capture: 0, cancel: 0 },
    elapsedMs: 0,
  };
}

export const isLeft = ({ left }: World, deed: Deed): boolean => (left[deed] ?? 0) > 0;

/** The world after one of the deeds that are counted. */
export const spend = (world: World, deed: Deed): World => ({
  ...world,
  left: { ...world.left, [deed]: (world.left[deed] ?? 0) - 1 },
});

/** The gateway's books change. */
export function withBooks(world: World, books: Books): World {
  if (books === world.books) return world;
  // Only faults tell of the past.
  return { ...world, books, past: isLeft(world, 'fault') ? pastWith(world.past, world.books) : [] };
}

export function pass(game: Game, world: World, ms: number): World {
  const { busy } = world;
  const aged = (books: Books): Books => booksLater(books, ms, game.longAgoMs);
  return {
    ...world,
    known: game.orders.later(world.known, ms),
    books: aged(world.books),
    past: pastLater(world.past, ms, game.longAgoMs, aged),
    busy: busy && busyLater(busy, ms, aged),
    stragglers: world.stragglers.map(({ request, byMs }) => ({ request, byMs: byMs - ms })),
    elapsedMs: world.elapsedMs + ms,
  };
}

function busyLater(busy: Busy, ms: number, aged: (books: Books) => Books): Busy {
  if (busy.kind === 'call')
    return busy.reply ? { ...busy, reply: { ...busy.reply, books: aged(busy.reply.books) } } : busy;
  if (busy.kind !== 'question') return busy;
  return { ...busy, askedMs: busy.askedMs - ms, read: busy.read && { books: aged(busy.read.books) } };
}

/** Worlds with one key go on alike. */
export function worldKey(game: Game, world: World): string {
  const { traits } = game.setup;
  const { known, books, past, busy, stragglers, left, accepted, isCaptureRefused, isBlind, sent } = world;
  const flags = `${Number(accepted.capture)}${Number(accepted.release)}${Number(isCaptureRefused)}${Number(isBlind)}`;
  const counts = `${flags}${sent.capture}${sent.cancel}`;
  let key = `${known.id}|${booksKey(traits, books)}|${busy ? busyKey(traits, busy) : ''}|${Object.values(left).join()}|${counts}`;
  for (const { request, byMs } of stragglers)
    key += `|${request.kind}${request.reference}${request.amountMinor}${byMs}`;
  for (const one of past) if (isTold(game, world, one)) key += `|${one.untilMs}${booksKey(traits, one.books)}`;
  return key;
}

/** The order takes in what a webhook says of these books. */
export const told = ({ core, orders, setup: { traits } }: Game, known: KnownOrder, books: Books): KnownOrder =>
  orders.changed(known, `webhook ${booksKey(traits, books)}`, (order) =>
    core.apply(order, { kind: 'webhook', snapshot: webhookOf(traits, books) }, NOW),
  );

/** Whether books of before can still come up: in a stale read, or in a webhook that says something new. */
const isTold = (game: Game, world: World, one: PastBooks<Books>): boolean =>
  isLeft(world, 'fault') &&
  (isReadable(one) || (one.books.exists && told(game, world.known, one.books) !== world.known));

export const questionKey = ({ about, askedMs }: Busy & { kind: 'question' }): string =>
  `${askedMs}${about ? `${about.kind}${about.reference}${about.tries}` : ''};`;

function busyKey(traits: Traits, busy: Busy): string {
  switch (busy.kind) {
    case 'call':
      return `c${busy.reply ? busy.reply.verdict + booksKey(traits, busy.reply.books) : ''}`;
    case 'question':
      return `q${questionKey(busy)}${busy.read ? booksKey(traits, busy.read.books) : ''}`;
    case 'entry':
      return `e${busy.arrived ?? ''}`;
    case 'prompt':
      return 'p';
  }
}
