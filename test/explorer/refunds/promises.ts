import { isDeepStrictEqual } from 'node:util';
import type { CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import type { Refund } from '../../../workflows/domain/refund/refund';
import { refundState } from '../../../workflows/domain/refund/standing';
import { fail } from '../model';
import { checkUntil } from '../waiting';
import { takesMoney, under } from './gateway';
import type { RefundRequest } from './gateway';
import { told } from './outside';
import type { Ended, Game, Pursuit, World } from './world';

/** What must be true of refunds, judged by the gateway's own books and by what really travels. */

/** At each moment. */
export function checkMoment(game: Game, world: World): void {
  checkMoney(world);
  for (const [reference, ended] of Object.entries(world.ended)) checkEnd(game, world, reference, ended);
  for (const { request } of world.stragglers) checkRemembered(game, world, request);
  for (const [reference, pursuit] of Object.entries(world.pursuits)) {
    // Whoever looks at it before it has ended is told the same.
    const as = refundState(pursuit.known.state);
    const isPersonsWord = pursuit.known.state.intents.resolution !== null;
    if (as === 'refunded' || as === 'failed') checkEnd(game, world, reference, { as, isPersonsWord });
    checkWaiting(game, pursuit);
    checkNews(game, world, pursuit);
  }
}

function checkMoney({ books, asked, ended }: World): void {
  let given = 0;
  for (const refund of books.refunds) {
    const { reference, amountMinor } = refund;
    const wished = asked[reference];
    if (wished === undefined) fail('A refund was made under a reference that nobody asked for');
    if (wished !== null && amountMinor !== wished) fail('Another amount was given back than was asked for');
    if (under(books, reference).filter(takesMoney).length > 1) fail('A refund took effect twice');
    // Where a person says that there is no refund, its money is theirs to answer for.
    if (takesMoney(refund) && !(ended[reference]?.as === 'failed' && ended[reference].isPersonsWord))
      given += amountMinor;
  }
  if (given > books.capturedMinor) fail('More was given back than was captured');
}

/** A refund has told how it ended. */
function checkEnd(
  game: Game,
  world: World,
  reference: string,
  { as, isPersonsWord }: Pick<Ended, 'as' | 'isPersonsWord'>,
): void {
  if (isPersonsWord) return;
  const { books, stragglers } = world;
  const made = under(books, reference);
  const isPaid = made.some(({ status }) => status === 'captured');
  if (as === 'refunded' && !isPaid) fail('A refund was told as given back that gave no money');
  if (as === 'failed' && made.some(takesMoney)) fail('A refund was told as failed that gives money');
  if (stragglers.some(({ request }) => request.reference === reference && !isSpent(game, world, request)))
    fail(`A refund was told as ${as} that may still happen`);
}

/** Whether the gateway makes nothing of a request that comes late. */
const isSpent = ({ setup: { traits } }: Game, { books }: World, { reference }: RefundRequest): boolean =>
  traits.strictness !== 'forgetful' && under(books, reference).length > 0;

/** A request that may still happen is a call in doubt. */
function checkRemembered(game: Game, world: World, request: RefundRequest): void {
  const pursuit = world.pursuits[request.reference];
  if (!pursuit || isSpent(game, world, request)) return;
  const { dialogue, intents } = pursuit.known.state;
  const { call } = dialogue;
  if (intents.resolution || call?.state === 'unknown') return;
  fail(
    call ? 'A refund that may still happen is taken for proved not to' : 'A refund that may still happen is forgotten',
  );
}

function checkWaiting({ core }: Game, { known, busy }: Pursuit): void {
  const { step, state } = known;
  if (busy || step.kind !== 'await') return;
  if (step.until === null && state.intents.attention === null) fail('The core waits for nothing');
  checkUntil(known, step.until, (moment) => core.next(state, moment));
}

/** Core rule 20: a webhook is news, whatever it says and whenever it comes. */
function checkNews(game: Game, { past, books }: World, { known }: Pursuit): void {
  const { reference } = known.state.terms;
  for (const { books: one } of [{ books }, ...past])
    for (const refund of under(one, reference))
      if (!isDeepStrictEqual(told(game, known, refund).state.facts, known.state.facts))
        fail('A webhook about a refund was taken for a fact');
}

/** Before a request is sent. */
export function checkSending({ stragglers, books, asked }: World, { reference }: RefundRequest): void {
  if (asked[reference] === undefined) fail('A refund under a reference that nobody asked for');
  if (stragglers.some(({ request }) => request.reference === reference))
    fail('A second refund was sent while the first may still happen');
  if (under(books, reference).some(takesMoney)) fail('A refund was sent again after it had happened');
}

/** When the outcome of a call is taken in. */
export function checkCalled(before: Refund, { dialogue, intents, facts }: Refund, outcome: CallOutcome): void {
  if (outcome.kind !== 'unknown') return;
  const isOpen = dialogue.call?.state === 'unknown' || facts.gatewayIds.length > 0;
  if (!isOpen || !isDeepStrictEqual(intents.refusal, before.intents.refusal))
    fail('An unknown refund was read as a failure');
}
