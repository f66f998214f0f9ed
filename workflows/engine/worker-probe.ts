import { defineQuery, setHandler } from '@temporalio/workflow';
import { WORKER_PROBE } from '../contract/probe';

const awakeQuery = defineQuery<boolean>(WORKER_PROBE.query);

/** Does nothing, so that whoever wants to know whether a worker lives can ask about it at any time. */
export function workerProbe(): Promise<void> {
  setHandler(awakeQuery, () => true, { description: 'Whether a worker answers' });
  return Promise.resolve();
}
