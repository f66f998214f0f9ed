import { atOnce } from '../../call/due';
import type { Due } from '../../call/due';
import { captureReference } from '../../values/references';
import { later, plus } from '../../values/time';
import type { Instant } from '../../values/time';
import { sendableFrom } from '../calls';
import { ledgerOf } from '../../facts/ledger';
import type { Decision, Order } from '../order';
import { ASK_BEFORE_DECISION_MS, decideAt, heldMinor, isAnsweredSince, isLettingGo } from '../standing';
import type { Step, Wanted } from '../steps';

/** Captures the hold, or lets it go. */
export function aboutHold(order: Order): Due<Step> | null {
  const ledger = ledgerOf(order.facts);
  const { refusal, decision } = order.intents;
  if (ledger.heldMinor === 0 || ledger.capturedMinor > 0) return null;
  // Refused once: only the gateway's answer or a person can tell how to go on.
  if (refusal?.kind === 'capture' || refusal?.kind === 'cancel') return null;
  const due = decision ? atOnce(frozen(decision)) : decided(order);
  if (!due) return null;
  const wanted = due.step;
  const reference = captureReference(order.terms.reference);
  const step: Step =
    wanted.kind === 'capture'
      ? { kind: 'capture', reference, decision: wanted }
      : { kind: 'release', decision: wanted };
  return { from: latest(due.from, sendableFrom(order, wanted.kind === 'capture' ? 'capture' : 'cancel')), step };
}

const latest = (one: Instant | null, other: Instant | null): Instant | null => (one ? later(one, other) : other);

/** A decision that was sent is sent again unchanged (core rule 6). */
const frozen = ({ kind, amountMinor, why }: Decision): Wanted => ({ kind, amountMinor, why });

/** What to do with the hold. The first that applies counts: given up, asked for, delivered, deadline. */
function decided(order: Order): Due<Wanted> | null {
  const { request, deliveredAt, gaveUp } = order.intents;
  const held = heldMinor(order);
  const release = (why: Decision['why']): Wanted => ({ kind: 'release', amountMinor: held, why });
  const capture = (why: Decision['why'], amountMinor = held): Wanted => ({ kind: 'capture', amountMinor, why });
  if (gaveUp && isLettingGo(order)) return atOnce(release({ kind: 'late', gaveUp: gaveUp.why }));
  if (request?.kind === 'release') return atOnce(release({ kind: 'cancelled', reason: request.reason }));
  if (request?.kind === 'capture') return atOnce(capture({ kind: 'requested' }, request.amountMinor));
  if (deliveredAt && order.policy.onDelivery === 'capture') return atOnce(capture({ kind: 'delivered' }));
  const from = decisionDueAt(order);
  if (from === null) return null;
  const { atDeadline } = order.policy;
  const captures = atDeadline === 'capture' || (atDeadline === 'captureIfDelivered' && deliveredAt !== null);
  return { from, step: captures ? capture({ kind: 'deadline' }) : release({ kind: 'deadline' }) };
}

/**
 * When the decision at the deadline is due. The gateway is asked first, for as long as the decision can wait: the hold
 * may have ended without our doing.
 */
function decisionDueAt(order: Order): Instant | null {
  const at = decideAt(order);
  return at && (isAnsweredSince(order, at) ? at : plus(at, ASK_BEFORE_DECISION_MS));
}
