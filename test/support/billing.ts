import type { temporal } from '@temporalio/proto';

type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What Temporal Cloud bills for a closed workflow, counted from its history (docs/temporal.md: actions). */
export function billableActions({ events }: History): number {
  const all = events ?? [];
  const each = all.filter((event) => BILLED.some((attributes) => event[attributes]) && !isChangeVersion(event)).length;
  // All local activities and markers of one workflow task are one action.
  const marked = new Set(
    all.flatMap(({ markerRecordedEventAttributes: marker }) => marker?.workflowTaskCompletedEventId?.toString() ?? []),
  );
  return each + marked.size;
}

/** The mark of a patch costs nothing. */
const isChangeVersion = ({ upsertWorkflowSearchAttributesEventAttributes: upsert }: HistoryEvent): boolean =>
  Object.keys(upsert?.searchAttributes?.indexedFields ?? {}).join() === 'TemporalChangeVersion';

const BILLED = [
  'workflowExecutionStartedEventAttributes',
  'workflowExecutionUpdateAcceptedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'activityTaskScheduledEventAttributes',
  'timerStartedEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
  'workflowExecutionContinuedAsNewEventAttributes',
] as const satisfies (keyof HistoryEvent)[];
