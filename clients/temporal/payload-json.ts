import type { Payload, PayloadCodec } from '@temporalio/common';
import { JSONToPayload, payloadToJSON } from '@temporalio/common/lib/proto-utils';

/* The bodies of Temporal's codec protocol: `{payloads}`, as protobuf's JSON has them. */

export type { PayloadCodec };

/** @throws Error for what is no such body; its text quotes what was read */
export function parsePayloads(body: string): Payload[] {
  // The CLI leaves an empty list out, as protobuf's JSON does: a query without arguments comes as {}.
  const { payloads = [] } = JSON.parse(body) as { payloads?: Parameters<typeof JSONToPayload>[0][] };
  return payloads.map(JSONToPayload);
}

export const bodyOf = (payloads: readonly Payload[]): object => ({ payloads: payloads.map(payloadToJSON) });
