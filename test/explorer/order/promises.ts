import { isDeepStrictEqual } from 'node:util';
import { isConsumed, openCall } from '../../../workflows/domain/order/calls';
import { paymentStatus } from '../../../workflows/domain/facts/facts';
import { ledgerOf } from '../../../workflows/domain/facts/ledger';
import type { Order } from '../../../workflows/domain/order/order';
import type { CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import { isForced } from '../../../workflows/domain/order/standing';
import { authorisedAtGateway, capturedAtGateway, heldAtGateway, mayAuthorise } from './gateway';
import type { Books, GatewayRequest } from './gateway';
import { distance } from '../clock';
import { fail } from '../model';
import { checkUntil } from '../waiting';
import type { Standing } from '../model';
import { told } from './world';
import type { Game, Setup, Straggler, World } from './world';

/** What must be true of an order, judged by the gateway's own books and by what really travels. */

/** At each moment. */
export function checkMoment(game: Game, world: World): void {
  const { books, known, stragglers } = world;
  const { decision } = known.state.intents;
  const ledger = ledgerOf(known.state.facts);
  const [captured = 0] = books.captured;
  if (books.captured.length > 1) fail('Money was captured twice');
  if (captured > 0 && captured !== decision?.amountMinor && !world.isBlind)
    fail('Another amount was captured than decided');
  if (ledger.capturedMinor > captured) fail('We book more than the gateway captured');
  if (ledger.authorisedMinor > authorisedAtGateway(books)) fail('We book more than the gateway authorised');
  if (
    ledger.heldMinor + ledger.capturedMinor + ledger.releasedMinor !== ledger.authorisedMinor ||
    ledger.releasedMinor < 0
  )
    fail('The ledger does not add up');
  checkCalledInTime(world);
  for (const straggler of stragglers) checkRemembered(game, world, straggler);
  checkWaiting(game, world);
  for (const { books: old } of [world, ...world.past]) checkNews(game, world, old);
  if (standingOf(game, world) === 'finished') checkFinish(game, world);
}

/** A request that may still happen is the order's call in doubt; nothing else may have taken its place. */
function checkRemembered(
  { setup: { traits } }: Game,
  { known: { state: order }, books, isBlind }: World,
  { request }: Straggler,
): void {
  if (isBlind) return;
  const { kind, reference } = request;
  const { call } = order.dialogue;
  if (isForced(order) || (kind !== 'capture' && kind !== 'createPayment')) return;
  const isDead = traits.strictness !== 'forgetful' && isSpent(books, request);
  if (isDead || (call?.kind === kind && call.reference === reference && call.state !== 'due')) return;
  if (kind === 'capture' && !mayHold(books)) return;
  fail(
    call
      ? `A ${kind} that may still happen is taken for proved not to`
      : `A ${kind} that may still happen is forgotten`,
  );
}

const isSpent = (books: Books, { kind, reference }: GatewayRequest): boolean =>
  kind === 'capture' ? books.captured.length > 0 : books.payments.some((one) => one.reference === reference);

const mayHold = ({ payments }: Books): boolean =>
  payments.some(
    ({ status, heldMs }) => status === 'authorised' || status === 'pending' || (status === 'failed' && heldMs === null),
  );

/** Core rule 19: of a doubt about a hold a person is told while they can still do something. */
function checkCalledInTime({ known: { step, state: order }, busy }: World): void {
  const { decision, attention } = order.intents;
  const call = openCall(order);
  if (busy || step.kind !== 'await' || attention || (call?.kind !== 'capture' && call?.kind !== 'cancel')) return;
  if (decision && distance(decision.at) <= -order.timing.doubtAttentionMs) fail('A person is called too late');
}

function checkWaiting({ core }: Game, { known, busy }: World): void {
  const { step, state: order } = known;
  if (busy || step.kind !== 'await') return;
  if (step.until === null && order.intents.attention === null) fail('The core waits for nothing');
  checkUntil(known, step.until, (moment) => core.next(order, moment));
}

/** What the gateway said of it, but for when. */
const saidOf = ({ facts }: Order): unknown => [
  facts.statuses,
  Object.entries(facts.payments).map(([id, payment]) => [id, paymentStatus(payment), payment.captures]),
];

/** Core rule 20: a webhook is news, whatever it says and whenever it comes. */
function checkNews(game: Game, { known }: World, books: Books): void {
  if (!books.exists) return;
  const heard = told(game, known, books);
  if (heard !== known && !isDeepStrictEqual(saidOf(heard.state), saidOf(known.state)))
    fail('A webhook was taken for a fact');
}

/** Before a request is sent. */
export function checkSending({ taken }: Setup, world: World, { kind, reference }: GatewayRequest): void {
  if (taken && kind !== 'createOrder') fail(`A ${kind} was sent to what is not this order`);
  const { stragglers, books, sent, accepted } = world;
  const isEarly = kind === 'cancel' && reference !== '';
  if (isEarly) return;
  const travels = stragglers.some(
    ({ request }) => request.kind === kind && (kind !== 'cancel' || request.reference === ''),
  );
  if (travels && kind !== 'createOrder') fail(`A second ${kind} was sent while the first may still happen`);
  if (kind === 'capture' && books.captured.length > 0) fail('A capture was sent again after it had happened');
  if (kind === 'createPayment' && books.payments.some((payment) => payment.reference === reference))
    fail('A payment was sent again after it had happened');
  if (kind === 'createPayment' && books.payments.some(({ status }) => status === 'pending'))
    fail('A payment was sent while another one was pending');
  if (kind === 'capture' && sent.cancel > 0) fail('A capture was sent after a release');
  if (kind === 'cancel' && sent.capture > 0) fail('A release was sent after a capture');
  if (kind === 'capture' && sent.capture > 2) fail('A capture was sent more than twice');
  if (kind === 'cancel' && accepted.capture) fail('A capture was accepted and the hold released');
  if (kind === 'capture' && accepted.release) fail('A cancellation was accepted and the hold captured');
}

/** When the outcome of a call is taken in. */
export function checkCalled(before: Order, after: Order, outcome: CallOutcome): void {
  const { call } = before.dialogue;
  if (outcome.kind !== 'unknown' || !call) return;
  // Before any hold a cancellation is a courtesy: the watch sees whatever comes of it.
  if (call.kind === 'cancel' && before.intents.decision === null) return;
  const isOpen = after.dialogue.call?.state === 'unknown' || isConsumed(after, call);
  // A payment that shows meanwhile settles the refusal of the one before.
  const isRefused = after.intents.refusal !== null && !isDeepStrictEqual(after.intents.refusal, before.intents.refusal);
  if (!isOpen || isRefused) fail(`An unknown ${call.kind} was read as a failure`);
}

/** When the core says that it is over. */
function checkFinish(
  { setup }: Game,
  { books, known: { state: order }, stragglers, accepted, isCaptureRefused }: World,
): void {
  // A person has taken the order out of our hands.
  if (isForced(order)) return;
  const ledger = ledgerOf(order.facts);
  if (stragglers.some(({ request }) => request.kind === 'createPayment'))
    fail('Finished while a payment may still happen');
  if (heldAtGateway(books) > 0) fail('Finished while money is on hold');
  if (books.payments.some((payment) => mayAuthorise(setup.traits, payment)))
    fail('Finished while a payment may still be authorised');
  if (ledger.capturedMinor !== capturedAtGateway(books)) fail('Finished with another captured amount than the gateway');
  if (isCaptureRefused && books.captured.length === 0 && order.intents.resolutions.length === 0)
    fail('A capture that had been taken came to nothing, and nobody was told');
  const isPaid = books.captured.length > 0 || authorisedAtGateway(books) === 0;
  if (order.intents.deliveredAt && !isPaid && !isReleaseWished(setup.policy.atDeadline, order, accepted))
    fail('Delivered, not captured, and finished without a word');
}

/** Somebody cancelled all the same or resolved it, or the policy releases what nobody asked to capture. */
const isReleaseWished = (atDeadline: string | undefined, { intents }: Order, accepted: World['accepted']): boolean =>
  accepted.release ||
  intents.resolutions.length > 0 ||
  (atDeadline === 'release' && intents.decision?.why.kind === 'deadline');

/** Whether a call was sent so long ago, for the first time, that a person has to know. */
function isDoubtOld(_books: Books, { dialogue: { call }, intents: { decision, firstSentAt }, timing }: Order): boolean {
  const since = call?.kind === 'createPayment' ? firstSentAt[call.reference ?? ''] : decision?.at;
  return (
    since !== undefined &&
    distance(since) <= -Math.min(timing.doubtAttentionMs, Math.min(...Object.values(timing.quietMs)))
  );
}

/** What has to be true at the gateway, or of the time, of an order that waits for a person and goes on waiting. */
const IS_TRUE: Readonly<Record<string, (books: Books, order: Order) => boolean>> = {
  'capture-in-vain': (books) => heldAtGateway(books) > 0,
  'cancel-in-vain': (books) => heldAtGateway(books) > 0,
  refused: (books) => heldAtGateway(books) > 0,
  // Only what a blindly revived order had sent before can do that.
  'captured-unwanted': (books, { intents }) => books.captured.length > 0 && intents.decision?.kind === 'release',
  'remainder-held': (books) => books.captured.length > 0 && heldAtGateway(books) > 0,
  'two-payments': (books) =>
    books.payments.filter(({ status }) => status === 'authorised' || status === 'captured').length > 1,
  unsent: (books) => heldAtGateway(books) > 0,
  // What is handed over is a capture of all of it.
  'wish-refused': (books) => books.captured.length === 0 || capturedAtGateway(books) < authorisedAtGateway(books),
  // Only a person can say what was meant to become of it.
  'revived-blind': () => true,
  'call-in-doubt': isDoubtOld,
  // Of a cancellation it is not: that is sent again.
  'call-without-effect': ({ pending }) => pending !== null,
  'no-answer': (_books, { dialogue: { questions }, intents: { placedAt }, timing }) =>
    distance(questions.wantedSince ?? placedAt) <= -timing.doubtAttentionMs,
  'delivered-after-release': ({ captured }) => captured.length === 0,
  'delivered-unpaid': (books) => books.captured.length === 0 && heldAtGateway(books) === 0,
  'delivered-uncaptured': ({ captured }) => captured.length === 0,
};

/** The price of coarse stamps: a hold that is gone may be read as a living one, never the other way round. */
const MAY_BE_MISREAD = ['capture-in-vain', 'cancel-in-vain', 'refused', 'remainder-held', 'two-payments', 'unsent'];

/** Whether an order is over, or waits for a person, and for a reason that is true. */
export function standingOf({ setup }: Game, { books, busy, known: { state: order, step } }: World): Standing {
  const { attention } = order.intents;
  if (!busy && step.kind === 'finish') return 'finished';
  if (!attention) return 'under way';
  const { code } = attention;
  if (setup.traits.clock !== 'fine' && MAY_BE_MISREAD.includes(code)) return 'truly parked';
  return IS_TRUE[code]?.(books, order) ? 'truly parked' : 'falsely parked';
}
