import { sleep } from '@temporalio/workflow';
import { watching } from '../engine/activity-options';
import type { AuditInput, AuditReport } from '../contract/audit';
import { inr, publish } from './presentation';
import { disagreement } from '../domain/holds/audit';
import type { BelievedHold, Disagreement } from '../domain/holds/audit';
import type { Answer } from '../domain/gateway/outcomes';
import { MINUTE_MS, SECOND_MS } from '../domain/values/time';

type Explained = AuditReport['disagreements'][number];

/** A batch is one activity. Its holds are asked about one after the other, so that an audit is no storm. */
const BATCH = 20;

/**
 * How much later a batch without any answer is asked about once more: a network that failed, or a limit by the minute,
 * is over then.
 */
const SECOND_TRY_MS = MINUTE_MS;

/** How much later an order believes the end of a hold that it has just seen (docs/core.md, statuses of a payment). */
const BELIEVED_AFTER_MS = 10 * SECOND_MS;

/**
 * The watchdog: compares open holds, and orders that believe there is none, with what the gateway says, and publishes
 * how much is on hold. An order that disagrees is made to ask, and decides by itself; what stays unexplained is for a
 * person.
 */
export async function auditHolds({ withinMs, sample }: AuditInput): Promise<AuditReport> {
  const { holds, exposure, parked, ended } = await watching.findHolds({ withinMs, sample });
  const found: Disagreement[] = [];
  let compared = 0;
  for (let first = 0; first < holds.length; first += BATCH) {
    const batch = holds.slice(first, first + BATCH);
    const answers = await answersAbout(batch);
    const answered = answers.filter(isAnswer).length;
    compared += answered;
    found.push(...disagreementsOf(batch, answers));
    // A silent gateway is not asked about the rest: that would take hours, and nothing would be published meanwhile.
    if (answered === 0) break;
  }
  const disagreements = await explained(found);
  const report = { exposure, parked, ended, compared, unanswered: holds.length - compared, disagreements };
  publish(report);
  return report;
}

const isAnswer = ({ kind }: Answer): boolean => kind !== 'failed';

async function answersAbout(holds: readonly BelievedHold[]): Promise<readonly Answer[]> {
  const answers = await watching.askAboutHolds({ holds });
  if (answers.some(isAnswer)) return answers;
  await sleep(SECOND_TRY_MS);
  return watching.askAboutHolds({ holds });
}

const disagreementsOf = (holds: readonly BelievedHold[], answers: readonly Answer[]): Disagreement[] =>
  holds.flatMap((hold, index) => {
    const answer = answers[index];
    return (answer && disagreement(hold, answer)) ?? [];
  });

/** Disagreements that stay unexplained are looked at once more, all of them after one pause. */
async function explained(found: readonly Disagreement[]): Promise<Explained[]> {
  const first: Explained[] = [];
  for (const one of found) first.push({ ...one, isExplained: await isExplained(one) });
  if (first.every((one) => one.isExplained)) return first;
  await sleep(BELIEVED_AFTER_MS);
  const second: Explained[] = [];
  for (const one of first) second.push({ ...one, isExplained: one.isExplained || (await isExplained(one)) });
  return second;
}

/**
 * Whether a disagreement is explained: the index is a moment behind, and a webhook may be lost, so the order asks and
 * then has to say the same.
 */
async function isExplained({ reference, gatewayOrderId, shownMinor }: Disagreement): Promise<boolean> {
  const reason = `the gateway shows ${inr(shownMinor)} on hold`;
  const order = await watching.recheckOrder({ reference, reason });
  if (order === null || order.heldMinor === shownMinor) return order !== null;
  // The money may have moved since it was asked about.
  const hold = { reference, gatewayOrderId, heldMinor: order.heldMinor };
  const [answer] = await watching.askAboutHolds({ holds: [hold] });
  return answer !== undefined && isAnswer(answer) && disagreement(hold, answer) === null;
}
