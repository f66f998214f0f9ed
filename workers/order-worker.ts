import { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { createActivities } from '../activities';
import type { Dependencies } from '../activities';
import type { TemporalProfile } from '../clients/temporal/connection';
import { TASK_QUEUE } from '../workflows/contract/common';

export interface OrderWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
  readonly dependencies: Dependencies;
  readonly workflowBundle: NonNullable<WorkerOptions['workflowBundle']>;
  /** Another queue than the product's, for tests. */
  readonly taskQueue?: string;
}

/**
 * The worker of all orders. Options of safety and performance are set here, whatever the SDK's defaults are:
 * the cache, which is bounded by count only, and the grace that lets a call that moves money finish.
 */
export const createOrderWorker = ({
  dependencies,
  taskQueue = TASK_QUEUE,
  ...options
}: OrderWorkerOptions): Promise<Worker> =>
  Worker.create({
    ...options,
    taskQueue,
    activities: createActivities(dependencies),
    maxCachedWorkflows: 500,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 4, maximum: 20 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 4, maximum: 20 },
    shutdownGraceTime: '45 s',
    shutdownForceTime: '55 s',
  });

/**
 * NativeConnection is not lazy, and does not try again by itself. Ciphertext does not compress, so compression is off.
 */
export const connectWorker = ({ connectionOptions }: TemporalProfile): Promise<NativeConnection> =>
  NativeConnection.connect({ ...connectionOptions, grpcCompression: { codec: 'none' } });
