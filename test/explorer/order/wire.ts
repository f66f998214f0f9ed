import type { Answer, CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import { GATEWAY_ORDER_ID } from '../../support/core/words';
import { at, NOW } from '../clock';
import { captureFailed, changed, liveHold, mayCapture, processed } from './gateway';
import type { Books } from './gateway';
import { isReadable } from '../past';
import { checkCalled } from './promises';
import { toldOf } from './foreign';
import { booksKey } from './snapshots';
import { isLeft, pass, questionKey, slowMs, spend, withBooks } from './world';
import type { Busy, Game, Move, Reply, World } from './world';

/** The way to the gateway and back, on which requests and answers are lost, late or true. */

type Call = Busy & { kind: 'call' };
type Question = Busy & { kind: 'question' };

/** What may become of the request or question under way; the first is what happens when nothing goes wrong. */
export function wireMoves(game: Game, world: World, busy: Busy): Move[] {
  const faults = isLeft(world, 'fault');
  switch (busy.kind) {
    case 'call':
      if (busy.reply) return replyMoves(game, world, busy, busy.reply, faults);
      return [
        { name: 'the request arrives', to: () => arrives(game, world, busy) },
        ...(faults ? requestFaults(game, world, busy) : []),
      ];
    case 'question':
      return questionMoves(game, world, busy, faults);
    case 'prompt':
    case 'entry':
      throw new TypeError('An OTP has moves of its own');
  }
}

function arrives(game: Game, world: World, call: Call): World {
  const books = processed(game.setup.traits, world.books, call.request);
  const isDone = call.request.kind === 'createOrder' || books !== world.books;
  return { ...withBooks(world, books), busy: { ...call, reply: { verdict: isDone ? 'done' : 'refused', books } } };
}

const UNKNOWN: CallOutcome = { kind: 'unknown', code: 'no-answer' };
/** Calls of which a try does not count while the gateway is too busy; of the others that is a mere unknown outcome. */
const COUNTS_TRIES = { createOrder: false, createPayment: true, capture: false, cancel: true } as const;
const BUSY: CallOutcome = { kind: 'unknown', code: 'busy', busyForMs: 0 };

function requestFaults(game: Game, world: World, call: Call): Move[] {
  const { request } = call;
  const bad = spend(world, 'fault');
  const reply = (verdict: Reply['verdict'], books: Books, told = books): World => ({
    ...withBooks(bad, books),
    busy: { ...call, reply: { verdict, books: told } },
  });
  const ends =
    (outcome: CallOutcome): (() => World) =>
    () =>
      called(game, bad, outcome);
  const late =
    (outcome: CallOutcome): (() => World) =>
    () => {
      const straggler = { request, byMs: game.setup.lateMs[request.kind] };
      return { ...called(game, bad, outcome), stragglers: [...bad.stragglers, straggler] };
    };
  return [
    { name: 'the request is lost', to: ends(UNKNOWN) },
    { name: 'the request is late', to: late(UNKNOWN) },
    ...(COUNTS_TRIES[request.kind]
      ? [
          { name: 'the gateway is too busy', to: ends(BUSY) },
          { name: 'the gateway is too busy, and does it later', to: late(BUSY) },
        ]
      : []),
    { name: 'the request does not get out', to: () => notSent(game, bad, call) },
    { name: 'the request is refused for no reason', to: () => reply('refused', world.books) },
    { name: 'the request takes its time', to: slowly(game, bad) },
    ...kindFaults(game, world, call, reply, ends),
  ];
}

function kindFaults(
  { setup: { traits } }: Game,
  { books }: World,
  { request }: Call,
  reply: (verdict: Reply['verdict'], books: Books, told?: Books) => World,
  ends: (outcome: CallOutcome) => () => World,
): Move[] {
  const after = processed(traits, books, request);
  const failed = request.kind === 'createPayment' ? lastFailed(after) : captureFailed(books, request);
  const declined = { name: 'the bank says no', to: () => reply('declined', failed) };
  const stale = { name: 'its own answer is stale', to: () => reply('done', after, books) };
  switch (request.kind) {
    case 'createOrder':
      return [];
    case 'createPayment':
      return [
        { name: 'the card is gone', to: ends({ kind: 'cardGone' }) },
        ...(after === books ? [] : [declined, stale]),
      ];
    case 'capture': {
      if (!mayCapture(traits, books, request)) return [];
      const { reference, amountMinor } = request;
      const pending = { ...books, pending: { reference, amountMinor } };
      return [declined, stale, { name: 'it is accepted and pending', to: () => reply('done', pending) }];
    }
    case 'cancel':
      return [stale, { name: 'it is accepted without an effect', to: () => reply('done', books) }];
  }
}

function lastFailed(books: Books): Books {
  const payment = books.payments.at(-1);
  return payment ? changed(books, payment, 'failed') : books;
}

function replyMoves(game: Game, world: World, call: Call, { verdict, books }: Reply, faults: boolean): Move[] {
  const { traits, checkout } = game.setup;
  const { kind } = call.request;
  const isLink = kind === 'createOrder' && checkout === 'hosted';
  const done: CallOutcome = isLink
    ? { kind: 'linked', gatewayOrderId: GATEWAY_ORDER_ID, link: { url: 'https://api.pluralpay.in/page' } }
    : { kind: 'done', snapshot: toldOf(game.setup, books) };
  const outcomes = {
    done,
    refused: { kind: 'rejected', code: 'INVALID_REQUEST' },
    declined: { kind: 'declined', code: 'PAYMENT_DECLINED' },
  } as const satisfies Record<Reply['verdict'], CallOutcome>;
  const answer = `the answer arrives: ${verdict}`;
  const repeated: CallOutcome = { kind: 'unknown', code: 'DUPLICATE_REQUEST' };
  return [
    { name: answer, to: () => called(game, world, outcomes[verdict], booksKey(traits, books)) },
    ...(verdict === 'refused'
      ? [{ name: 'the answer arrives: repeated', to: () => called(game, world, repeated) }]
      : []),
    ...(faults
      ? [
          { name: 'the answer is lost', to: () => answerLost(game, spend(world, 'fault'), call) },
          { name: 'the answer takes its time', to: slowly(game, spend(world, 'fault')) },
        ]
      : []),
  ];
}

/** A capture that was accepted and of which nobody knows is one more request that will be carried out in time, or never. */
function answerLost(game: Game, world: World, { request }: Call): World {
  const after = called(game, world, UNKNOWN);
  const { pending } = after.books;
  if (!pending) return after;
  const straggler = { request, byMs: game.setup.lateMs[request.kind] };
  return { ...after, books: { ...after.books, pending: null }, stragglers: [...after.stragglers, straggler] };
}

function called(game: Game, world: World, outcome: CallOutcome, told = ''): World {
  const { core, orders } = game;
  const code = 'code' in outcome ? outcome.code : '';
  const known = orders.changed(world.known, `outcome ${outcome.kind} ${code} ${told}`, (order) =>
    core.apply(order, { kind: 'outcome', outcome }, NOW),
  );
  checkCalled(world.known.state, known.state, outcome);
  return { ...world, known, busy: null };
}

function notSent(game: Game, world: World, { request: { kind } }: Call): World {
  const isDecided = world.known.state.intents.decision !== null;
  const sent =
    isDecided && (kind === 'capture' || kind === 'cancel')
      ? { ...world.sent, [kind]: world.sent[kind] - 1 }
      : world.sent;
  return { ...called(game, world, { kind: 'notSent', code: 'connect-refused' }), sent };
}

/** Longer than a quiet period, as far as stragglers let it. */
const slowly = (game: Game, world: World) => (): World =>
  pass(game, world, Math.min(slowMs(game.setup), ...world.stragglers.map(({ byMs }) => byMs)));

function questionMoves(game: Game, world: World, question: Question, faults: boolean): Move[] {
  const bad = spend(world, 'fault');
  const slow = { name: 'the answer takes its time', to: slowly(game, bad) };
  if (question.read) {
    const { books } = question.read;
    return [
      { name: 'the answer arrives', to: () => answered(game, world, question, books) },
      ...(faults ? [slow] : []),
    ];
  }
  const reads = (into: World, books: Books) => (): World => ({ ...into, busy: { ...question, read: { books } } });
  const stale = world.past.filter(isReadable);
  return [
    { name: 'the gateway reads its books', to: reads(world, world.books) },
    ...(faults
      ? [
          slow,
          { name: 'the question fails', to: () => ({ ...bad, busy: null }) },
          ...stale.map(({ books }) => ({ name: 'the gateway reads old books', to: reads(bad, books) })),
        ]
      : []),
  ];
}

function answered({ core, orders, setup }: Game, world: World, question: Question, books: Books): World {
  const answer = (): Answer =>
    books.exists || setup.taken ? { kind: 'snapshot', snapshot: toldOf(setup, books) } : { kind: 'absent' };
  const known = orders.changed(
    world.known,
    `answer ${questionKey(question)} ${booksKey(setup.traits, books)}`,
    (order) =>
      core.apply(
        order,
        { kind: 'answer', question: { about: question.about, askedAt: at(question.askedMs) }, answer: answer() },
        NOW,
      ),
  );
  return { ...world, known, busy: null };
}

/** Whether money is on hold at the gateway whose payment nothing was taken from. */
export const untouchedHold = (books: Books) => {
  const hold = liveHold(books);
  return hold?.blocks.length === 0 ? hold : undefined;
};
