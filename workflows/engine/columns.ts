import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

/**
 * Keeps the columns of the Web UI's list right. An upsert costs an action, so one is made only when a value has
 * changed.
 */
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

/**
 * Takes a missing value away by an empty list: a null of the SDK is kept by the server, and Python's SDK fails on it.
 */
const asWritten = (pair: SearchAttributeUpdatePair): SearchAttributeUpdatePair =>
  pair.value === null ? { key: defineSearchAttributeKey(pair.key.name, 'KEYWORD_LIST'), value: [] } : pair;

/**
 * What the columns show at the start: the run's starter may have set some, and a run that goes on has those of the one
 * before.
 */
const shownAtStart = (attributes: readonly SearchAttributeUpdatePair[]): string => {
  const { typedSearchAttributes } = workflowInfo();
  return JSON.stringify(attributes.map(({ key }) => typedSearchAttributes.get(key) ?? null));
};
