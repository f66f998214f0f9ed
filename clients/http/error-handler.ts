import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { VaultUnavailable } from '../../activities/vault';
import { shownName } from '../checked';
import * as orderErrors from '../order-errors';
import type { FieldError } from '../order-errors';
import { buyerViewOf } from './buyer-view';
import { seesAll } from './caller';
import { Problem, problemBody, PROBLEMS } from './problems';

const RETRY_AFTER_S = 5;

/** Answers with the problem that an error stands for. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  const { status } = PROBLEMS[problem.slug];
  if (status === 500) request.log.error({ err: error }, 'request failed');
  const { retryAfterS = status === 503 ? RETRY_AFTER_S : undefined } = problem.extras;
  if (retryAfterS !== undefined) void reply.header('retry-after', retryAfterS);
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(shown(problem, request), request.id)));
}

/** A problem may carry the order: as its caller may see it. */
function shown(problem: Problem, { caller }: FastifyRequest): Problem {
  const { order } = problem.extras;
  if (order === undefined || (caller && seesAll(caller))) return problem;
  return new Problem(problem.slug, { ...problem.extras, order: buyerViewOf(order) });
}

/** The one table from errors to problems. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new Problem('invalid-request', { errors: error.validation.flatMap(fieldErrorsOf) });
  }
  if (error instanceof orderErrors.OrderError) return ofOrderError(error);
  if (error instanceof VaultUnavailable) return new Problem('vault-unavailable');
  return ofFastifyError(error);
}

function ofOrderError(error: orderErrors.OrderError): Problem {
  const detail = error.message;
  if (error instanceof orderErrors.OrderNotFound) return new Problem('order-not-found', { detail });
  if (error instanceof orderErrors.RefundNotFound) return new Problem('refund-not-found', { detail });
  if (error instanceof orderErrors.OrderConflict) return new Problem('order-conflict', { detail, ...fieldsOf(error) });
  if (error instanceof orderErrors.RefundConflict) return new Problem('refund-conflict', { detail });
  if (error instanceof orderErrors.NotAllowed) return new Problem('not-allowed', { detail, code: error.code });
  if (error instanceof orderErrors.OtpDeclined) return new Problem('otp-declined', { detail, order: error.order });
  if (error instanceof orderErrors.OtpGone) return new Problem('otp-gone', { detail });
  if (error instanceof orderErrors.CardUnusable) return new Problem('card-unusable');
  if (error instanceof orderErrors.InvalidRequest) {
    return new Problem('invalid-request', error.errors.length > 0 ? fieldsOf(error) : { detail });
  }
  const { glance, key } = error instanceof orderErrors.TemporalUnavailable ? error : {};
  return new Problem('temporal-unavailable', {
    detail,
    ...(key !== undefined && { key }),
    ...(glance && { order: glance }),
  });
}

const fieldsOf = ({ errors }: { readonly errors: readonly FieldError[] }): { errors?: readonly FieldError[] } =>
  errors.length > 0 ? { errors } : {};

function ofFastifyError(error: unknown): Problem {
  const { name, code, statusCode = 500 } = error as Partial<FastifyError>;
  // The caller hung up: nobody reads this, and nothing is wrong here.
  if (name === 'AbortError') return new Problem('temporal-unavailable');
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Problem('body-too-large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Problem('unsupported-media-type');
  // The error's own text may quote the body.
  if (statusCode >= 400 && statusCode < 500) {
    return new Problem('invalid-request', {
      errors: [{ field: 'body', reason: 'not valid JSON, or not a valid request' }],
    });
  }
  return new Problem('internal-error');
}

interface SchemaIssue {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function fieldErrorsOf({ keyword, instancePath, message, params }: SchemaIssue): FieldError[] {
  const path = instancePath.split('/').filter((part) => part !== '');
  const fieldOf = (...more: string[]): string => [...path, ...more].map(shownName).join('.') || 'body';
  if (keyword === 'unrecognized_keys') {
    return (params['keys'] as string[]).map((key) => ({ field: fieldOf(key), reason: 'unknown field' }));
  }
  return [{ field: fieldOf(), reason: message ?? 'not as described' }];
}
