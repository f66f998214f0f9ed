import { refundState } from '../../../workflows/domain/refund/standing';
import type { RefundStep } from '../../../workflows/domain/refund/next';
import { NOW } from '../clock';
import { fail } from '../model';
import { deskMoves, toldEnd } from './desk';
import { outsideMoves, straggles } from './outside';
import { checkSending } from './promises';
import { idleMs, passes, withPursuit } from './time';
import { requestOf, wireMoves } from './wire';
import { wishMoves } from './wishes';
import type { Game, Move, Pursuit, World } from './world';

/** All that may come next. The first move is the calm one: what happens when nothing goes wrong and nobody does anything. */
export function movesOf(game: Game, world: World): Move[] {
  const workflows = [
    deskMoves(game, world),
    ...Object.entries(world.pursuits).map(([reference, pursuit]) => pursuitMoves(game, world, reference, pursuit)),
  ].filter((moves) => moves.length > 0);
  const [first] = workflows;
  if (first && !game.setup.isSplit) return first;
  return [
    ...(first ? workflows.flat() : [calmMove(game, world)]),
    ...outsideMoves(game, world),
    ...wishMoves(game, world),
    ...(first ? [] : pauses(game, world)),
  ];
}

/** What one refund does, or what becomes of its call or question. None while it waits. */
function pursuitMoves(game: Game, world: World, reference: string, pursuit: Pursuit): Move[] {
  const { busy, known } = pursuit;
  if (busy) return wireMoves(game, world, pursuit, busy);
  const { step } = known;
  if (step.kind === 'await') return [];
  return [{ name: `${reference} decides: ${step.kind}`, to: () => act(game, world, pursuit, step) }];
}

/** Nobody does anything by themselves before time has passed. */
function calmMove(game: Game, world: World): Move {
  const due = world.stragglers.findIndex(({ byMs }) => byMs <= 0);
  if (due >= 0) return { name: 'a late request is carried out at last', to: () => straggles(game, world, due) };
  return { name: 'time passes', to: () => passes(game, world, idleMs(world)) };
}

const pauses = (game: Game, world: World): Move[] =>
  (game.setup.pausesMs ?? [])
    .filter((ms) => ms < idleMs(world))
    .map((ms) => ({ name: `${ms / 1_000} s pass`, to: () => passes(game, world, ms) }));

/** A refund writes its step down and takes it. */
function act(game: Game, world: World, pursuit: Pursuit, step: RefundStep): World {
  const { core, refunds } = game;
  const { reference } = pursuit.known.state.terms;
  const known = refunds.changed(pursuit.known, 'begin', (refund) => core.apply(refund, { kind: 'step', step }, NOW));
  const begun = { known, busy: null };
  switch (step.kind) {
    case 'send':
      checkSending(world, requestOf(begun));
      return withPursuit(world, reference, { known, busy: { kind: 'call', reply: null } });
    case 'ask':
      return withPursuit(world, reference, {
        known,
        busy: { kind: 'question', about: step.about, askedMs: 0, read: null },
      });
    case 'finish':
      return end(game, world, pursuit);
    case 'park':
    case 'unpark':
      if (known === pursuit.known) fail(`The core changes nothing by ${step.kind}`);
      return withPursuit(world, reference, begun);
  }
}

/** It tells the order's refunds how it ended, and is over. */
function end(game: Game, world: World, { known: { state } }: Pursuit): World {
  const { reference, amountMinor } = state.terms;
  const as = refundState(state);
  if (as !== 'refunded' && as !== 'failed') return fail(`A refund finished as ${as}`);
  const { [reference]: _over, ...pursuits } = world.pursuits;
  const ended = { as, amountMinor, isPersonsWord: state.intents.resolution !== null };
  return { ...toldEnd(game, world, reference, as), pursuits, ended: { ...world.ended, [reference]: ended } };
}
