import { turned } from '../../call/call';
import { callAbsent, isAbout, isProof, questionAnswered, questionFailed } from '../../call/dialogue';
import type { Question } from '../../call/dialogue';
import { inDialogue, intend, note } from '../../call/matter';
import { pauseMs } from '../../call/questions';
import type { Answer } from '../../gateway/outcomes';
import { later, plus } from '../../values/time';
import type { Instant } from '../../values/time';
import { CALL_NAMES, openCall, quietEndOf } from '../calls';
import { heldOf } from '../../facts/ledger';
import { isSaidBy, observe } from '../observe';
import type { OpenCall, Order } from '../order';
import { isHosted } from '../paying';
import { gatewayOrderId, heldMinor } from '../standing';
import type { CallKind } from '../terms';
import { otpUnconfirmed } from './otp';
import { shown } from './shown';

/** Takes in the answer to a question. The question's `about` and `askedAt` limit what the answer can prove. */
export function answered(order: Order, question: Question<CallKind>, answer: Answer, now: Instant): Order {
  const { askedAt } = question;
  if (answer.kind === 'failed') {
    const dialogue = questionFailed(order.dialogue, answer.retryAfterMs, order.timing.doubtPauseMs, now);
    return dialogue === order.dialogue ? order : { ...order, dialogue };
  }
  // The gateway has told us of this order before: that it knows no such order proves nothing.
  if (answer.kind === 'absent' && gatewayOrderId(order) !== null) return order;
  const seen = answer.kind === 'snapshot' ? wordsNoted(order, answer, askedAt, now) : order;
  const noted = { ...seen, dialogue: questionAnswered(seen.dialogue, askedAt, isSaidBy(seen.facts)) };
  return otpUnconfirmed(aboutCall(shown(noted, now), question, answer, now), askedAt, now);
}

/** Takes the snapshot in; a status that we do not know is written down for people, as the gateway wrote it. */
function wordsNoted(order: Order, { snapshot }: Answer & { kind: 'snapshot' }, askedAt: Instant, now: Instant): Order {
  const seen = observe(order, snapshot, { askedAt, seenAt: now });
  const unknown = seen.facts.unknownWords.filter((word) => !order.facts.unknownWords.includes(word));
  return unknown.length === 0 ? seen : note(seen, now, `The gateway says what we do not know: ${unknown.join(', ')}`);
}

/** What the answer says of the call that was asked about. */
function aboutCall(order: Order, question: Question<CallKind>, answer: Answer, now: Instant): Order {
  const call = openCall(order);
  if (!call || !isAbout(question, call)) return order;
  if (call.state === 'accepted' && call.kind === 'cancel' && isHoldGone(order, call))
    return inDialogue(order, { call: turned(call, 'shown', now) });
  if (call.kind === 'createOrder' && isHosted(order) && answer.kind === 'snapshot') return linkLost(order, call, now);
  // "Did not happen" is believed only once the quiet period was over (core rule 2).
  if (!isProof(question, call, quietEndOf(order, call))) return order;
  if (call.state === 'accepted' && call.kind !== 'cancel') return acceptedInVain(order, call, question.askedAt, now);
  if (!showsAbsence(order, call, answer)) return order;
  const { dialogue, isNews } = callAbsent(order.dialogue, now);
  const due = { ...order, dialogue };
  return isNews ? note(due, now, `The gateway shows that ${CALL_NAMES[call.kind]} did not happen`) : due;
}

/**
 * Whether everything that was on hold when the call was sent is on hold no more. A hold that another payment has
 * brought since does not count.
 */
const isHoldGone = ({ facts }: Order, { paymentIds = Object.keys(facts.payments) }: OpenCall): boolean =>
  paymentIds.every((id) => {
    const payment = facts.payments[id];
    return !payment || heldOf(payment) === 0;
  });

/**
 * The order exists, but the answer with its page was lost. The same request brings the same order and its page once
 * more (its reference is the documented key), so there is no quiet period to wait for.
 */
const linkLost = (order: Order, call: OpenCall, now: Instant): Order =>
  note(
    inDialogue(order, {
      call: turned(call, 'absent', later(call.busyUntil ?? now, plus(now, pauseMs(call.tries)))),
    }),
    now,
    "The link to the gateway's page was lost: it is asked for again",
  );

/**
 * Whether the answer shows that the call did not happen. Of a capture or cancel only a hold that plainly lives, without
 * a capture block of ours, shows it: pending may mean "initiated" (docs/gateway.md §4), and an unreadable answer shows
 * nothing.
 */
function showsAbsence(order: Order, { kind, reference }: OpenCall, answer: Answer): boolean {
  if (kind === 'createOrder' || kind === 'createPayment' || heldMinor(order) === 0) return true;
  return (
    answer.kind === 'snapshot' &&
    answer.snapshot.payments.some(
      ({ status, captures }) =>
        status === 'authorised' && !captures.some((block) => block.reference !== null && block.reference === reference),
    )
  );
}

/** The code of a capture that was accepted and came to nothing. */
export const NO_EFFECT = 'NO_EFFECT';

/**
 * An accepted capture is never sent again, but it has failed where the hold has gone without it. Asking about it ends;
 * where another payment has a hold, a person decides about that.
 */
function acceptedInVain(order: Order, call: OpenCall, askedAt: Instant, now: Instant): Order {
  if (call.kind !== 'capture' || !isHoldGone(order, call)) return order;
  const refused = intend(order, { refusal: { kind: call.kind, code: NO_EFFECT, at: askedAt } });
  const ended = inDialogue(refused, { call: turned(call, 'lapsed', now) });
  return note(ended, now, 'The capture was accepted, but the hold ended without it');
}
