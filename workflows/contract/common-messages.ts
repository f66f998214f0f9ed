import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { WebhookNotice } from './common';

/** The messages that orders and refunds share. */

export const gatewayWebhookSignal = defineSignal<[WebhookNotice]>('gatewayWebhook');

/**
 * A look at a workflow of whatever type, always refused, with its view in the refusal (`SHOWN`): that leaves nothing in
 * the history, and unlike a query it cannot overtake a workflow task (docs/decisions/0015).
 */
export const lookUpdate = defineUpdate<never, []>('look');
/** The same for a workflow that has ended: its view as its last task left it. */
export const leftQuery = defineQuery<unknown>('left');
