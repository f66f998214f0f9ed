import type { Answer, CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import { at, NOW } from '../clock';
import { isReadable } from '../past';
import { processed, refundKey, under } from './gateway';
import type { Books, GatewayRefund, RefundRequest } from './gateway';
import { questionKey } from './key';
import { checkCalled } from './promises';
import { refundSnapshot } from './snapshots';
import { slowly, withBooks, withPursuit } from './time';
import { isLeft, spend } from './world';
import type { Busy, Game, Move, Pursuit, Reply, World } from './world';

/** One refund's way to the gateway and back, on which requests and answers are lost, late or true. */

type Question = Busy & { kind: 'question' };

/** What may become of the request or question under way; the first is what happens when nothing goes wrong. */
export function wireMoves(game: Game, world: World, pursuit: Pursuit, busy: Busy): Move[] {
  if (busy.kind === 'question') return questionMoves(game, world, pursuit, busy);
  if (busy.reply) return replyMoves(game, world, pursuit, busy.reply);
  const request = requestOf(pursuit);
  return [...arrivals(game, world, pursuit, request), ...requestFaults(game, world, pursuit, request)];
}

export const requestOf = ({ known: { state } }: Pursuit): RefundRequest => {
  const { reference, amountMinor } = state.terms;
  return { reference, amountMinor };
};

function arrivals({ setup: { traits } }: Game, world: World, pursuit: Pursuit, request: RefundRequest): Move[] {
  const replied = replying(world, pursuit);
  const arrives = (name: string, status: GatewayRefund['status']): Move => {
    const books = processed(traits, world.books, request, status);
    const refund = under(books, request.reference).at(-1);
    const verdict = books === world.books ? 'repeated' : 'done';
    return { name, to: () => replied(books, refund ? { verdict, refund } : { verdict: 'refused' }) };
  };
  const now = arrives('the request arrives', 'captured');
  if (processed(traits, world.books, request, 'pending') === world.books) return [now];
  return [now, arrives('the request arrives, and the bank takes its time', 'pending')];
}

const replying =
  (world: World, pursuit: Pursuit) =>
  (books: Books, reply: Reply): World =>
    withPursuit(withBooks(world, books), pursuit.known.state.terms.reference, {
      ...pursuit,
      busy: { kind: 'call', reply },
    });

const UNKNOWN: CallOutcome = { kind: 'unknown', code: 'no-answer' };
const BUSY: CallOutcome = { kind: 'unknown', code: 'busy', busyForMs: 0 };

function requestFaults(game: Game, world: World, pursuit: Pursuit, request: RefundRequest): Move[] {
  if (!isLeft(world, 'fault')) return [];
  const { traits, lateMs } = game.setup;
  const bad = spend(world, 'fault');
  const replied = replying(bad, pursuit);
  const ends = (outcome: CallOutcome) => (): World => called(game, bad, pursuit, outcome);
  const late = (outcome: CallOutcome) => (): World => ({
    ...called(game, bad, pursuit, outcome),
    stragglers: [...bad.stragglers, { request, byMs: lateMs }],
  });
  const after = (status: GatewayRefund['status']): Books => processed(traits, world.books, request, status);
  const made = after('pending').refunds.at(-1);
  return [
    { name: 'the request is lost', to: ends(UNKNOWN) },
    { name: 'the request is late', to: late(UNKNOWN) },
    { name: 'the gateway is too busy', to: ends(BUSY) },
    { name: 'the gateway is too busy, and does it later', to: late(BUSY) },
    { name: 'the request does not get out', to: ends({ kind: 'notSent', code: 'connect-refused' }) },
    { name: 'the request is refused for no reason', to: () => replied(world.books, { verdict: 'refused' }) },
    { name: 'the request takes its time', to: slowly(game, bad) },
    ...(made === undefined || after('pending') === world.books
      ? []
      : [
          { name: 'the bank says no', to: () => replied(after('failed'), { verdict: 'declined' }) },
          {
            name: 'its own answer is stale',
            to: () => replied(after('captured'), { verdict: 'done', refund: made }),
          },
        ]),
  ];
}

const REFUSALS = {
  refused: { kind: 'rejected', code: 'INVALID_REQUEST' },
  declined: { kind: 'declined', code: 'REFUND_DECLINED' },
} as const satisfies Record<string, CallOutcome>;

function replyMoves(game: Game, world: World, pursuit: Pursuit, reply: Reply): Move[] {
  const bad = spend(world, 'fault');
  const ends = (name: string, outcome: CallOutcome, into = world, told = ''): Move => ({
    name,
    to: () => called(game, into, pursuit, outcome, told),
  });
  const answer = `the answer arrives: ${reply.verdict}`;
  const faults = isLeft(world, 'fault')
    ? [ends('the answer is lost', UNKNOWN, bad), { name: 'the answer takes its time', to: slowly(game, bad) }]
    : [];
  if (!('refund' in reply)) return [ends(answer, REFUSALS[reply.verdict]), ...faults];
  const { refund, verdict } = reply;
  return [
    ends(answer, { kind: 'done', snapshot: refundSnapshot(refund) }, world, refundKey(refund)),
    ...(verdict === 'repeated'
      ? [ends('the answer arrives: a duplicate', { kind: 'unknown', code: 'DUPLICATE_REQUEST' })]
      : []),
    ...faults,
  ];
}

function called(game: Game, world: World, { known }: Pursuit, outcome: CallOutcome, told = ''): World {
  const code = 'code' in outcome ? outcome.code : '';
  const after = game.refunds.changed(known, `outcome ${outcome.kind} ${code} ${told}`, (refund) =>
    game.core.apply(refund, { kind: 'outcome', outcome }, NOW),
  );
  checkCalled(known.state, after.state, outcome);
  return withPursuit(world, known.state.terms.reference, { known: after, busy: null });
}

function questionMoves(game: Game, world: World, pursuit: Pursuit, question: Question): Move[] {
  const { reference } = pursuit.known.state.terms;
  const bad = spend(world, 'fault');
  const isFault = isLeft(world, 'fault');
  const slow = { name: 'the answer takes its time', to: slowly(game, bad) };
  const { read } = question;
  if (read) {
    const answer = { name: 'the answer arrives', to: () => answered(game, world, pursuit, question, read) };
    return isFault ? [answer, slow] : [answer];
  }
  const reads = (into: World, books: Books) => (): World =>
    withPursuit(into, reference, { ...pursuit, busy: { ...question, read: books } });
  const now = { name: 'the gateway reads its books', to: reads(world, world.books) };
  if (!isFault) return [now];
  return [
    now,
    slow,
    { name: 'the question fails', to: () => withPursuit(bad, reference, { ...pursuit, busy: null }) },
    ...world.past
      .filter(isReadable)
      .map(({ books }) => ({ name: 'the gateway reads old books', to: reads(bad, books) })),
  ];
}

/** Asked by its id where that is known, otherwise by our reference. */
function answered(game: Game, world: World, { known }: Pursuit, question: Question, books: Books): World {
  const { terms, facts } = known.state;
  const [id] = facts.gatewayIds;
  const found = under(books, terms.reference).find(
    (refund) => id === undefined || refundSnapshot(refund).gatewayOrderId === id,
  );
  const answer: Answer = found ? { kind: 'snapshot', snapshot: refundSnapshot(found) } : { kind: 'absent' };
  const name = `answer ${questionKey(question)}${found ? refundKey(found) : ''}`;
  const after = game.refunds.changed(known, name, (refund) =>
    game.core.apply(
      refund,
      { kind: 'answer', question: { about: question.about, askedAt: at(question.askedMs) }, answer },
      NOW,
    ),
  );
  return withPursuit(world, terms.reference, { known: after, busy: null });
}
