/**
 * The workflow that shows whether a worker lives: it ends as soon as a worker has seen it, and only a worker can answer
 * its query. The strings are frozen by a test.
 */
export const WORKER_PROBE = { type: 'workerProbe', workflowId: 'holdfast-worker-probe', query: 'awake' } as const;
