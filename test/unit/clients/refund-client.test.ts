import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { OrderReader } from '../../../clients/order-reader';
import { RefundClient } from '../../../clients/refund-client';
import type { RefundReviver } from '../../../clients/refund-reviver';
import type { RefundView } from '../../../workflows/contract/refund';
import { REFUND } from '../http/edge-fixture';

const refused = (code: string): RefundView => ({
  ...REFUND,
  state: 'refused',
  decline: { code, reason: 'Only ₹1.00 is left to refund' },
});

/** A server that is late with the answer to the refund, and knows by now that it was refused. */
function lateServer(code: string): RefundClient {
  const client = {
    withDeadline: (_by: number, call: () => Promise<unknown>) => call(),
    workflow: {
      signalWithStart: () => Promise.resolve(),
      startUpdateWithStart: () => Promise.reject(new WorkflowUpdateRPCTimeoutOrCancelledError('late')),
      getHandle: () => ({
        executeUpdate: () => Promise.reject(new WorkflowNotFoundError('ended', 'refunds-ORD-1', undefined)),
        query: () => Promise.resolve([refused(code)]),
        describe: () => Promise.reject(new WorkflowNotFoundError('no order', 'preauth-REF-1', undefined)),
      }),
    },
  } as unknown as Client;
  const reviver = { keepBook: () => Promise.resolve('REJECT_DUPLICATE') } as unknown as RefundReviver;
  return new RefundClient({ client, reader: new OrderReader(client), reviver, taskQueue: 'q', timing: {} });
}

describe('a refund that was refused while its caller waited too long', () => {
  it.each([
    ['refund-too-large', { name: 'NotAllowed', code: 'refund-too-large', message: 'Only ₹1.00 is left to refund' }],
    ['order-unknown', { name: 'OrderNotFound' }],
    ['reference-taken', { name: 'RefundConflict' }],
  ])('%s: is the error that he would have got in time', async (code, error) => {
    const asked = lateServer(code).refund('ORD-1', { refundReference: 'REF-1', reason: 'returned' });
    await expect(asked).rejects.toMatchObject(error);
  });
});
