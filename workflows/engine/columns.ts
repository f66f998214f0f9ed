import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

/** Keeps the columns of the Web UI's list right: an upsert costs an action, so only when one has changed. */
export function createColumns<Matter>(
  attributesOf: (matter: Matter) => SearchAttributeUpdatePair[],
  atStart: Matter,
): (matter: Matter) => void {
  let shown = shownAtStart(attributesOf(atStart));
  return (matter) => {
    const attributes = attributesOf(matter);
    const now = JSON.stringify(attributes.map(({ value }) => value));
    if (now !== shown) upsertSearchAttributes(attributes.map(asWritten));
    shown = now;
  };
}

/** What is not there is absent: the SDK's null is kept by the server, and Python's SDK fails on it; an empty list takes it away. */
const asWritten = (pair: SearchAttributeUpdatePair): SearchAttributeUpdatePair =>
  pair.value === null ? { key: defineSearchAttributeKey(pair.key.name, 'KEYWORD_LIST'), value: [] } : pair;

/** Whoever started the run may have set some, and a run that goes on has those of the one before. */
const shownAtStart = (attributes: readonly SearchAttributeUpdatePair[]): string => {
  const { typedSearchAttributes } = workflowInfo();
  return JSON.stringify(attributes.map(({ key }) => typedSearchAttributes.get(key) ?? null));
};
