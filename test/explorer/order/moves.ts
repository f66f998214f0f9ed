import { captureReference } from '../../../workflows/domain/values/references';
import type { Step } from '../../../workflows/domain/order/steps';
import type { Instant } from '../../../workflows/domain/values/time';
import { TERMS } from '../../support/core/words';
import { distance, NOW } from '../clock';
import { entryMoves, promptMoves } from './dialogue';
import type { GatewayRequest } from './gateway';
import { outsideMoves, passes, straggles } from './outside';
import { fail } from '../model';
import { handedMoves } from './handing';
import { revivals } from './reviving';
import { checkSending } from './promises';
import { wireMoves } from './wire';
import type { Move, Busy, Game, World } from './world';
import { wishMoves } from './wishes';

/** Reference of a cancel that is sent before there is a hold: it can only do what is wanted, however late. */
const EARLY = 'early';

/**
 * All that may come next. The first move is the calm one: what happens when nothing goes wrong and nobody does anything.
 * None when the order is finished.
 */
export function movesOf(game: Game, world: World): Move[] {
  const { busy, known } = world;
  if (!busy && known.step.kind === 'finish') return [];
  const isWaiting = !busy && known.step.kind === 'await';
  const coreMoves = busy ? busyMoves(game, world, busy) : [calmMove(game, world)];
  if (!isWaiting && !game.setup.isSplit) return [...coreMoves, ...revivals(game, world)];
  return [
    ...coreMoves,
    ...outsideMoves(game, world),
    ...wishMoves(game, world),
    ...handedMoves(game, world),
    ...revivals(game, world),
    ...(isWaiting ? pauses(game, world) : []),
  ];
}

function busyMoves(game: Game, world: World, busy: Busy): Move[] {
  if (busy.kind === 'prompt') return promptMoves(game, world);
  return busy.kind === 'entry' ? entryMoves(game, world, busy) : wireMoves(game, world, busy);
}

function calmMove(game: Game, world: World): Move {
  const { step } = world.known;
  if (step.kind !== 'await') return { name: `the core decides: ${step.kind}`, to: () => act(game, world, step) };
  const due = world.stragglers.findIndex(({ byMs }) => byMs <= 0);
  if (due >= 0) return { name: 'a late request is carried out at last', to: () => straggles(game, world, due) };
  return { name: 'time passes', to: () => passes(game, world, untilMs(step.until)) };
}

const untilMs = (until: Instant | null): number => (until === null ? Infinity : distance(until));

function pauses(game: Game, world: World): Move[] {
  const { step } = world.known;
  const { pausesMs = [] } = game.setup;
  if (step.kind !== 'await') return [];
  const until = untilMs(step.until);
  return pausesMs
    .filter((ms) => ms < until)
    .map((ms) => ({ name: `${ms / 1_000} s pass`, to: () => passes(game, world, ms) }));
}

/** The core writes its step down and takes it. */
function act(game: Game, world: World, step: Step): World {
  const { core, orders } = game;
  const known = orders.changed(world.known, 'begin', (order) => core.apply(order, { kind: 'step', step }, NOW));
  if (known === world.known && !DOES_WITHOUT_WRITING[step.kind]) fail(`The core changes nothing by ${step.kind}`);
  const begun = { ...world, known };
  switch (step.kind) {
    case 'register':
    case 'pay':
    case 'capture':
    case 'release':
    case 'stopPayment':
      return send(game, begun, requestOf(step));
    case 'ask':
      return { ...begun, busy: { kind: 'question', about: step.about, askedMs: 0, read: null } };
    case 'inspectCard': {
      const { nativeOtp } = game.setup;
      return {
        ...begun,
        known: orders.changed(known, 'card', (order) => core.apply(order, { kind: 'cardInspection', nativeOtp }, NOW)),
      };
    }
    case 'requestOtp':
      return { ...begun, busy: { kind: 'prompt' } };
    case 'submitOtp':
      return { ...begun, busy: { kind: 'entry', arrived: null } };
    case 'giveUp':
    case 'park':
    case 'unpark':
    case 'finish':
      return begun;
  }
}

const DOES_WITHOUT_WRITING: Readonly<Partial<Record<Step['kind'], true>>> = {
  inspectCard: true,
  requestOtp: true,
  submitOtp: true,
  ask: true,
};

function requestOf(step: Step & { kind: 'register' | 'pay' | 'capture' | 'release' | 'stopPayment' }): GatewayRequest {
  const { reference, amountMinor } = TERMS;
  switch (step.kind) {
    case 'register':
      return { kind: 'createOrder', reference, amountMinor };
    case 'pay':
      return { kind: 'createPayment', reference: step.reference, amountMinor };
    case 'capture':
      if (step.reference !== captureReference(reference)) fail('A capture under another reference');
      return { kind: 'capture', reference: step.reference, amountMinor: step.decision.amountMinor };
    case 'release':
      return { kind: 'cancel', reference: '', amountMinor: 0 };
    case 'stopPayment':
      return { kind: 'cancel', reference: EARLY, amountMinor: 0 };
  }
}

function send({ setup }: Game, world: World, request: GatewayRequest): World {
  const { kind, reference } = request;
  const isCounted = kind === 'capture' || (kind === 'cancel' && reference !== EARLY);
  const sent = isCounted ? { ...world.sent, [kind]: world.sent[kind] + 1 } : world.sent;
  const after = { ...world, sent };
  checkSending(setup, after, request);
  return { ...after, busy: { kind: 'call', request, reply: null } };
}
