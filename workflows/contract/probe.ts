/**
 * The workflow that shows whether a worker lives: it has ended as soon as one has seen it, and each answer to its query is
 * a worker's. The strings are frozen by a test.
 */
export const WORKER_PROBE = { type: 'workerProbe', workflowId: 'holdfast-worker-probe', query: 'awake' } as const;
