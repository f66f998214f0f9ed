import {
  isGrpcCancelledError,
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import { FailureType } from '../workflows/contract/common';
import type { OrderView } from '../workflows/contract/order';
import type { OrderGlance } from './orders';
import { unreadableBecause } from './unreadable';

/**
 * Every error that an OrderClient rejects with on purpose. The message is a sentence for people and holds no secret.
 */
export abstract class OrderError extends Error {}

export class OrderNotFound extends OrderError {
  override readonly name = 'OrderNotFound';
  constructor(reference: string) {
    super(`There is no order ${reference}`);
  }
}

/** The order has no refund of this reference. */
export class RefundNotFound extends OrderError {
  override readonly name = 'RefundNotFound';
}

/** The reference is taken by an order with other content. */
export class OrderConflict extends OrderError {
  override readonly name = 'OrderConflict';
  /** The fields that differ, as far as they can be told; no value of the order that exists. */
  readonly errors: readonly FieldError[];
  constructor(reference: string, fields: readonly string[] = []) {
    const where = fields.length > 0 ? ` (${fields.join(', ')})` : '';
    super(`Order ${reference} exists with other content${where}: place another order under another reference`);
    this.errors = fields.map((field) => ({ field, reason: 'as in the order that exists' }));
  }
}

/** The reference is taken by a refund with other content, or of another order. */
export class RefundConflict extends OrderError {
  override readonly name = 'RefundConflict';
}

/** The state of the order, or of its refund, does not allow it. */
export class NotAllowed extends OrderError {
  override readonly name = 'NotAllowed';
  constructor(
    message: string,
    /** Why, in one word for programs. */
    readonly code: string,
  ) {
    super(message);
  }
}

/** The issuer did not accept the OTP. */
export class OtpDeclined extends OrderError {
  override readonly name = 'OtpDeclined';
  constructor(
    message: string,
    /** The order as it stands after the refusal: its next action says whether the OTP may be entered again. */
    readonly order: OrderView | undefined,
  ) {
    super(message);
  }
}

/** The OTP was gone before it was used: enter it again. */
export class OtpGone extends OrderError {
  override readonly name = 'OtpGone';
}

/**
 * The card reference is unknown, its time is over, or another order has it: keep the card anew. Nothing was started.
 */
export class CardUnusable extends OrderError {
  override readonly name = 'CardUnusable';
  constructor() {
    super('The card reference cannot be used: enter the card again');
  }
}

/** What is wrong with one part of a request. */
export interface FieldError {
  /** The name as in the request, with dots: `amount.value`. */
  readonly field: string;
  /** What is expected, never what came. */
  readonly reason: string;
}

/** The request itself is wrong; nothing was started or changed. */
export class InvalidRequest extends OrderError {
  override readonly name = 'InvalidRequest';
  constructor(
    message: string,
    /** Empty where the workflow, and not our own check, refused. */
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message);
  }
}

export const invalidFields = (...errors: readonly FieldError[]): InvalidRequest =>
  new InvalidRequest(errors.map(({ field, reason }) => `${field}: ${reason}`).join('; '), errors);

/** Temporal, or every worker, does not answer. An order already accepted goes on by itself when they are back. */
export class TemporalUnavailable extends OrderError {
  override readonly name = 'TemporalUnavailable';
  /** What the server alone could tell. */
  readonly glance: OrderGlance | undefined;
  /** The key under which the same request finds out whether it was taken, where there was a request. */
  readonly key: string | undefined;
  constructor(message: string, { glance, key }: { readonly glance?: OrderGlance; readonly key?: string } = {}) {
    super(message);
    this.glance = glance;
    this.key = key;
  }
}

/**
 * The error for an order of which only a glance is to be had: nobody answers, or what is sealed cannot be read here.
 */
export const unavailable = (glance: OrderGlance): TemporalUnavailable =>
  new TemporalUnavailable(
    glance.unreadable === undefined
      ? 'No worker answers for the order'
      : `The order cannot be read here: ${glance.unreadable}`,
    { glance },
  );

/** What a failed update means, by the `type` of its failure. */
const BY_FAILURE_TYPE = {
  [FailureType.invalid]: (failure) => new InvalidRequest(failure.message),
  [FailureType.notAllowed]: ({ message, details }) =>
    new NotAllowed(message, typeof details?.[0] === 'string' ? details[0] : 'state'),
  [FailureType.orderExists]: (_failure, reference) => new OrderConflict(reference),
  [FailureType.otpDeclined]: ({ message, details }) => new OtpDeclined(message, details?.[0] as OrderView | undefined),
  [FailureType.otpGone]: (failure) => new OtpGone(failure.message),
  [FailureType.refundExists]: (failure) => new RefundConflict(failure.message),
  [FailureType.orderUnknown]: (_failure, reference) => new OrderNotFound(reference),
} satisfies Record<FailureType, (failure: ApplicationFailure, reference: string) => OrderError>;

const isFailureType = (type: unknown): type is FailureType => Object.values<unknown>(FailureType).includes(type);

/** The OrderError that an error of Temporal's client stands for; one that stands for none comes back as it is. */
export function orderErrorOf(error: unknown, reference: string): unknown {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const { type } = error.cause;
    return isFailureType(type) ? BY_FAILURE_TYPE[type](error.cause, reference) : error;
  }
  if (error instanceof WorkflowNotFoundError) return new OrderNotFound(reference);
  if (isUnanswered(error)) return new TemporalUnavailable('Temporal does not answer');
  const unreadable = unreadableBecause(error);
  return unreadable === null ? error : new TemporalUnavailable(`The answer cannot be read here: ${unreadable}`);
}

/** gRPC statuses of a server that answers: a mistake here or in the settings, which no repeat mends. */
const REFUSALS: ReadonlySet<number> = new Set([
  3, // INVALID_ARGUMENT
  7, // PERMISSION_DENIED
  9, // FAILED_PRECONDITION
  16, // UNAUTHENTICATED
]);

/** Whether server or workers did not answer: nobody has refused anything. */
export function isUnanswered(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (isGrpcServiceError(cause)) return !REFUSALS.has(cause.code);
  return error instanceof ServiceError || error instanceof NamespaceNotFoundError || isLate(error);
}

/**
 * Whether the time was up, or the order closed, before an update was answered: its outcome is unknown, and the same
 * update under the same id tells it.
 */
export const isLate = (error: unknown): boolean =>
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
  isGrpcDeadlineError(error) ||
  isGrpcCancelledError(error) ||
  (error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'AcceptedUpdateCompletedWorkflow');
