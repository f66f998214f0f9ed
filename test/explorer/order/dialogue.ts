import type { OtpPromptOutcome, OtpSubmitOutcome } from '../../../workflows/domain/gateway/outcomes';
import { NOW } from '../clock';
import { changed } from './gateway';
import type { Books } from './gateway';
import { isLeft, spend, withBooks } from './world';
import type { Busy, Game, World, Move } from './world';

/** The OTP on its way to the buyer, and back through us to the bank. */

type Entry = Busy & { kind: 'entry' };

const BOTH = ['submit', 'resend'] as const;

export function promptMoves(game: Game, world: World): Move[] {
  const ends = (into: World, name: string, outcome: OtpPromptOutcome): Move => ({
    name: `the OTP is ${name}`,
    to: () => ({
      ...change(game, into, `prompt ${name}`, (order) => game.core.apply(order, { kind: 'otpPrompt', outcome }, NOW)),
      busy: null,
    }),
  });
  const bad = spend(world, 'fault');
  const prompted = ends(world, 'sent', { kind: 'prompted', next: BOTH });
  if (!isLeft(world, 'fault')) return [prompted];
  return [
    prompted,
    ends(bad, 'perhaps not sent', { kind: 'refused', code: 'no-answer', isFinal: false }),
    ends(bad, 'not let in', { kind: 'refused', code: 'rate-limited', isFinal: false, letInAfterMs: 0 }),
    ends(bad, 'not sent', { kind: 'refused', code: 'OTP_NOT_SUPPORTED', isFinal: true }),
  ];
}

export function entryMoves(game: Game, world: World, entry: Entry): Move[] {
  const bad = spend(world, 'fault');
  const isFault = isLeft(world, 'fault');
  if (entry.arrived) {
    const answer = submitted(game, world, `the bank says ${entry.arrived}`, ANSWERS[entry.arrived]);
    return isFault ? [answer, submitted(game, bad, 'the answer to the OTP is lost', { kind: 'unknown' })] : [answer];
  }
  const arrives = (name: string, arrived: Entry['arrived'], books: Books): Move => ({
    name: `the OTP arrives: ${name}`,
    to: () => ({ ...withBooks(world, books), busy: { ...entry, arrived } }),
  });
  const waiting = world.books.payments.find(({ status }) => status === 'pending');
  if (!waiting) return [arrives('too late', 'over', world.books)];
  return [
    arrives('right', 'accepted', changed(world.books, waiting, 'authorised')),
    arrives('right, but the bank takes its time', 'accepted', world.books),
    arrives('wrong', 'wrong', world.books),
    arrives('wrong for the last time', 'over', changed(world.books, waiting, 'failed')),
    ...(isFault
      ? [
          submitted(game, bad, 'the OTP is lost', { kind: 'unknown' }),
          submitted(game, bad, 'the OTP does not get out', { kind: 'notSent' }),
          submitted(game, bad, 'the OTP is gone', { kind: 'gone' }),
        ]
      : []),
  ];
}

const ANSWERS = {
  accepted: { kind: 'accepted' },
  wrong: { kind: 'declined', code: 'INVALID_OTP', next: BOTH },
  over: { kind: 'declined', code: 'INVALID_OTP', next: ['nothing'] },
} as const satisfies Record<string, OtpSubmitOutcome>;

const submitted = (game: Game, world: World, name: string, outcome: OtpSubmitOutcome): Move => ({
  name,
  to: () => ({
    ...change(game, world, name, (order) => game.core.apply(order, { kind: 'otpVerdict', outcome }, NOW)),
    busy: null,
  }),
});

/** A change of the order that comes from outside. */
export const change = (
  { orders }: Game,
  world: World,
  name: string,
  to: Parameters<typeof orders.changed>[2],
): World => ({
  ...world,
  known: orders.changed(world.known, name, to),
});
