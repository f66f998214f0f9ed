import type { Answer } from '../domain/gateway/outcomes';
import { harmless } from './activity-options';
import { locally } from './clock';

/**
 * Asks the gateway. A question that could not be asked counts as one that got no answer. `summary`: its line in the Web
 * UI.
 */
export const askGateway = (
  summary: string,
  question: { readonly gatewayOrderId: string | null; readonly reference: string },
): Promise<Answer> =>
  locally(harmless.inquire.executeWithOptions({ summary }, [question])).catch((): Answer => ({ kind: 'failed' }));
