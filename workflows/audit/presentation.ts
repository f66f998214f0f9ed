import { log, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { AuditReport } from '../contract/audit';
import type { BelievedHold } from '../domain/holds/audit';
import { formatMoney } from '../domain/values/money';
import { attentionColumns } from '../engine/search-attributes';

/** What an audit found, for people: whatever needs one of them is named, with its figures. */

export const inr = (value: number): string => formatMoney({ value, currency: 'INR' });

type Open = AuditReport['disagreements'][number];

/** How many are named, so that nobody has to read thousands; the text says that there are more. */
const MOST_NAMED = 20;

/** Something that needs a person, and the orders of which it is true. */
interface Trouble {
  readonly sentence: string;
  readonly names: readonly string[];
}

function troublesOf({ compared, unanswered, disagreements, ended }: AuditReport): Trouble[] {
  const open = disagreements.filter(({ isExplained }) => !isExplained);
  const silence = { sentence: `The gateway answered about none of ${unanswered} orders`, names: [] };
  const ends = {
    sentence: `Orders whose workflow ended before they were settled: ${ended.length}`,
    names: ended.map(endedName),
  };
  const disagreeing = {
    sentence: `Orders that disagree with the gateway about their holds: ${open.length}`,
    names: open.map(disagreeingName),
  };
  return [
    ...(ended.length > 0 ? [ends] : []),
    // Not both: a gateway that says nothing cannot disagree.
    ...(compared === 0 && unanswered > 0 ? [silence] : open.length > 0 ? [disagreeing] : []),
  ];
}

const endedName = ({ reference, heldMinor }: BelievedHold): string =>
  `${reference} (${inr(heldMinor)} on hold): revive it`;
const disagreeingName = ({ reference, believedMinor, shownMinor }: Open): string =>
  `${reference} (believes ${inr(believedMinor)} on hold, the gateway shows ${inr(shownMinor)})`;

const named = (names: readonly string[]): string[] =>
  names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), `and ${names.length - MOST_NAMED} more`] : [...names];

/** Shows the report in the Web UI and in the log, and calls a person where one is needed. */
export function publish(report: AuditReport): void {
  const { exposure, parked, compared, unanswered } = report;
  const { count, amount } = exposure.total;
  const onHold = `${exposure.truncated ? 'more than ' : ''}${formatMoney(amount)} on ${count} holds`;
  const silence = unanswered > 0 ? `, no answer about ${unanswered}` : '';
  const sentence = `${onHold}; ${compared} orders compared${silence}; ${parked} orders wait for a person`;
  log.info(sentence);
  const troubles = troublesOf(report);
  for (const trouble of troubles) log.error(trouble.sentence, { found: named(trouble.names).join(', ') });
  const blocks = troubles.map(({ sentence: said, names }) =>
    [`**Needs a person**: ${said}.`, ...named(names).map((name) => `- ${name}`)].join('\n'),
  );
  setCurrentDetails([...blocks, sentence].join('\n\n'));
  const attention = troubles.map(({ sentence: said }) => said).join('; ');
  if (attention !== '') upsertSearchAttributes(attentionColumns(attention, exposure.at));
}
