import { ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  InvalidRequest,
  isLate,
  NotAllowed,
  OrderConflict,
  orderErrorOf,
  OrderNotFound,
  OtpDeclined,
  OtpGone,
  TemporalUnavailable,
} from '../../../clients/order-errors';

const failed = (type: string, message: string, ...details: unknown[]) =>
  new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.create({ type, message, details }));

describe('errors of an order', () => {
  it('say why the state does not allow a request', () => {
    const error = orderErrorOf(failed('NotAllowed', 'Nothing is held', 'noHold'), 'ORD-1');
    expect(error).toBeInstanceOf(NotAllowed);
    expect(error).toMatchObject({ message: 'Nothing is held', code: 'noHold' });
  });

  it('carry the order after a declined OTP', () => {
    const error = orderErrorOf(failed('OtpDeclined', 'Not accepted', { reference: 'ORD-1' }), 'ORD-1');
    expect(error).toBeInstanceOf(OtpDeclined);
    expect(error).toMatchObject({ order: { reference: 'ORD-1' } });
  });

  const others = [
    ['Invalid', InvalidRequest],
    ['OrderExists', OrderConflict],
    ['OtpGone', OtpGone],
  ] as const;

  it.each(others)('tell %s apart', (type, kind) => {
    expect(orderErrorOf(failed(type, 'because'), 'ORD-1')).toBeInstanceOf(kind);
  });

  it('tell a missing order from an unreachable server', () => {
    expect(orderErrorOf(new WorkflowNotFoundError('none', 'preauth-ORD-1', undefined), 'ORD-1')).toBeInstanceOf(
      OrderNotFound,
    );
    expect(orderErrorOf(new ServiceError('Failed to query Workflow'), 'ORD-1')).toBeInstanceOf(TemporalUnavailable);
  });

  const grpc = (code: number) => Object.assign(new Error('x'), { code, details: 'x', metadata: {} });
  const refusals = [
    [3, 'INVALID_ARGUMENT'],
    [7, 'PERMISSION_DENIED'],
    [9, 'FAILED_PRECONDITION'],
    [16, 'UNAUTHENTICATED'],
  ] as const;

  it.each(refusals)('do not call status %d, %s, an outage', (code) => {
    const wrapped = new ServiceError('Failed', { cause: grpc(code) });
    expect(orderErrorOf(wrapped, 'ORD-1')).toBe(wrapped);
    expect(orderErrorOf(grpc(code), 'ORD-1')).toMatchObject({ code });
  });

  it.each([4, 8, 13, 14])('call status %d an outage', (code) => {
    const wrapped = new ServiceError('Failed', { cause: grpc(code) });
    expect(orderErrorOf(wrapped, 'ORD-1')).toBeInstanceOf(TemporalUnavailable);
    expect(orderErrorOf(grpc(code), 'ORD-1')).toBeInstanceOf(TemporalUnavailable);
  });

  it('are never made of what nobody expected', () => {
    const bug = new TypeError('x is not a function');
    const unknown = failed('SomethingNew', 'because');
    expect(orderErrorOf(bug, 'ORD-1')).toBe(bug);
    expect(orderErrorOf(unknown, 'ORD-1')).toBe(unknown);
  });

  it('are not what becomes of an update whose order closed meanwhile: its outcome is open', () => {
    expect(isLate(failed('AcceptedUpdateCompletedWorkflow', 'closed'))).toBe(true);
    expect(isLate(failed('NotAllowed', 'no'))).toBe(false);
  });
});
