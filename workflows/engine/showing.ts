import { ApplicationFailure } from '@temporalio/common';
import { setHandler } from '@temporalio/workflow';
import type { QueryDefinition } from '@temporalio/common';
import { SHOWN } from '../contract/common';
import { leftQuery, lookUpdate } from '../contract/common-messages';

/** Shows the workflow as it stands, by this query and by `lookUpdate`; and as it was left, by `leftQuery`. */
export function showing<View>(query: QueryDefinition<View>, view: () => View, description: string): void {
  setHandler(query, view, { description });
  setHandler(leftQuery, view, { description: `${description}; of a run that has ended` });
  const refuse = (): never => {
    throw ApplicationFailure.create({ type: SHOWN, nonRetryable: true, category: 'BENIGN', details: [view()] });
  };
  setHandler(lookUpdate, refuse, { validator: refuse, description: `${description}; always refused` });
}
