import { REFUND_RESOLVED_AS } from '../../../workflows/domain/refund/refund';
import { TERMS } from '../../support/core/words';
import { NOW } from '../clock';
import { checkRefusal } from './fairness';
import { withPursuit } from './time';
import { isLeft, newDesk, spend } from './world';
import type { Game, Move, Pursuit, Wished, World } from './world';

/** What people want, as the handlers of the workflows take it in. */

export const wishMoves = (game: Game, world: World): Move[] => [
  ...(isLeft(world, 'wish') ? game.setup.wishes.flatMap((wished) => refundMoves(game, world, wished)) : []),
  ...Object.entries(world.pursuits).flatMap(([reference, pursuit]) => personMoves(game, world, reference, pursuit)),
  ...forgetMoves(game, world),
];

/** The same reference once more is the same refund, or refused; what is known not to fit is refused at once. */
function refundMoves({ core, desks }: Game, world: World, wished: Wished): Move[] {
  const { desk, books } = world;
  const { reference, amountMinor } = wished;
  const book = desk.known.state;
  if (core.standingEntry(book, reference)) return [];
  const amount = amountMinor === null ? {} : { amount: { value: amountMinor, currency: TERMS.currency } };
  const wish = { refundReference: reference, ...amount, reason: 'returned' };
  if (core.isCaptureKnown(book) && !core.canRefund(book, wish).ok) {
    checkRefusal(world, books, book, wished);
    return [];
  }
  const to = (): World => ({
    ...spend(world, 'wish'),
    desk: {
      ...desk,
      known: desks.changed(desk.known, `wish ${reference} ${amountMinor ?? 'all'}`, (one) =>
        core.refundWished(one, wish, NOW),
      ),
    },
    // Of a refund that was made before, the book may have been forgotten.
    asked: isMade(world, reference) ? world.asked : { ...world.asked, [reference]: amountMinor },
  });
  return [{ name: `${reference} is asked for: ${amountMinor ?? 'all that is left'}`, to }];
}

const isMade = ({ pursuits, ended }: World, reference: string): boolean => reference in pursuits || reference in ended;

/** Of one refund: a person has the gateway asked, or says what became of it. */
function personMoves({ core, refunds }: Game, world: World, reference: string, { known, busy }: Pursuit): Move[] {
  const move = (deed: 'recheck' | 'resolve', name: string, to: Parameters<typeof refunds.changed>[2]): Move => ({
    name,
    to: () => withPursuit(spend(world, deed), reference, { known: refunds.changed(known, name, to), busy }),
  });
  const recheck = move('recheck', `a person has the gateway asked about ${reference}`, (refund) =>
    core.apply(refund, { kind: 'recheck', why: '' }, NOW),
  );
  const resolve = REFUND_RESOLVED_AS.map((as) =>
    move('resolve', `a person resolves ${reference} as ${as}`, (refund) =>
      core.apply(refund, { kind: 'resolution', as, actor: 'support', why: 'looked up' }, NOW),
    ),
  );
  return [
    ...(isLeft(world, 'recheck') ? [recheck] : []),
    ...(isLeft(world, 'resolve') && core.canResolveRefund(known.state).ok ? resolve : []),
  ];
}

/** Half a year after the last change the workflow of the refunds ends; who asks later finds another one, which knows nothing. */
function forgetMoves(game: Game, world: World): Move[] {
  const { desk, pursuits, past, stragglers } = world;
  const isIdle = !desk.busy && desk.known.step.kind === 'await' && Object.keys(pursuits).length === 0;
  if (!isLeft(world, 'forget') || !isIdle || past.length + stragglers.length > 0) return [];
  return [{ name: 'the book is closed', to: () => ({ ...spend(world, 'forget'), desk: newDesk(game) }) }];
}
