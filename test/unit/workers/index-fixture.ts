import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { encodeUnifiedSearchAttributes } from '@temporalio/common/lib/converter/payload-search-attributes';

/* Temporal's index of orders, as its server tells of it. */

export const NOW = Date.UTC(2027, 0, 15, 10);

const held = defineSearchAttributeKey('HeldAmountMinor', 'INT');
const decideAt = defineSearchAttributeKey('DecideAt', 'DATETIME');
const gatewayOrderId = defineSearchAttributeKey('GatewayOrderId', 'KEYWORD');

/** An entry of the index. */
export const indexed = (
  reference: string,
  heldMinor: number,
  decidedInMs?: number,
  more: Partial<Entry> = {},
): Entry => ({
  execution: { workflowId: `preauth-${reference}`, runId: 'run' },
  decideAtMs: decidedInMs === undefined ? null : NOW + decidedInMs,
  status: 1,
  historyLength: 40,
  searchAttributes: {
    indexedFields: encodeUnifiedSearchAttributes(
      undefined,
      new TypedSearchAttributes([
        { key: held, value: heldMinor },
        { key: gatewayOrderId, value: `v1-${reference}` },
        ...(decidedInMs === undefined ? [] : [{ key: decideAt, value: new Date(NOW + decidedInMs) }]),
      ]),
    ),
  },
  ...more,
});

/** As the server tells it; and when it is decided about, for the index to filter. */
export interface Entry {
  readonly execution: { readonly workflowId: string; readonly runId: string };
  readonly decideAtMs: number | null;
  readonly status: number;
  readonly historyLength: number;
  readonly searchAttributes: object;
}

export interface Page {
  readonly executions: readonly Entry[];
  readonly nextPageToken: Uint8Array;
}
export interface Asked {
  readonly query: string;
  readonly pageSize: number;
  readonly nextPageToken?: Uint8Array;
}

/** So many of these, and where the next page begins. */
export function pageOf(entries: readonly Entry[], { pageSize, nextPageToken }: Asked): Page {
  const first = nextPageToken ? Number(Buffer.from(nextPageToken).toString()) : 0;
  const next = first + pageSize;
  return {
    executions: entries.slice(first, next),
    nextPageToken: next < entries.length ? Buffer.from(String(next)) : new Uint8Array(),
  };
}
