import { VaultUnavailable } from '../../activities/vault';
import type { OrderView } from '../../workflows/contract/order';
import * as errors from '../order-errors';
import type { FieldError } from '../order-errors';
import type { OrderGlance } from '../orders';

/** How a command can end. Scripts branch on the codes: a number keeps its meaning for ever. */
export const EXITS = {
  done: { code: 0, meaning: 'Done' },
  failed: { code: 1, meaning: 'Something went wrong here' },
  wrong: { code: 2, meaning: 'Command line, input or configuration is wrong; nothing was started or changed' },
  refused: {
    code: 3,
    meaning: 'The state of the order or refund does not allow it, or the card reference cannot be used',
  },
  notFound: { code: 4, meaning: 'There is no such order, or it has no such refund' },
  conflict: { code: 5, meaning: 'The reference is taken by an order or a refund with other content' },
  otp: { code: 6, meaning: 'The OTP was not accepted, or was gone before it was used' },
  unanswered: {
    code: 7,
    meaning: 'Accepted, without an answer in time: it is carried out all the same, or stands refused in the order',
  },
  unavailable: {
    code: 8,
    meaning:
      'Temporal, every worker or the vault does not answer; whether it was taken, the same under the same key finds out',
  },
  unwell: { code: 9, meaning: 'doctor found something to mend' },
  interrupted: { code: 130, meaning: 'Interrupted; what was asked for may still happen' },
} as const;
export type Exit = keyof typeof EXITS;

/** What kept a command from its end, for people and, as JSON, for programs. It holds no secret. */
export interface Failure {
  readonly exit: Exit;
  /** A stable name; for errors that the HTTP edge knows, too, the slug of the problem. */
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly errors?: readonly FieldError[];
  /** The key under which the same command finds out whether it was taken. */
  readonly key?: string;
  /** The order as it stands, where that helps. */
  readonly order?: OrderView | OrderGlance;
}

/** A failure that the command line itself finds. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

export const usageError = (message: string): CliError => new CliError({ exit: 'wrong', type: 'usage', message });

const KINDS = [
  [errors.InvalidRequest, 'invalid-request', 'wrong'],
  [errors.NotAllowed, 'not-allowed', 'refused'],
  [errors.CardUnusable, 'card-unusable', 'refused'],
  [errors.OrderNotFound, 'order-not-found', 'notFound'],
  [errors.RefundNotFound, 'refund-not-found', 'notFound'],
  [errors.OrderConflict, 'order-conflict', 'conflict'],
  [errors.RefundConflict, 'refund-conflict', 'conflict'],
  [errors.OtpDeclined, 'otp-declined', 'otp'],
  [errors.OtpGone, 'otp-gone', 'otp'],
  [errors.TemporalUnavailable, 'temporal-unavailable', 'unavailable'],
  [VaultUnavailable, 'vault-unavailable', 'unavailable'],
] as const;

/** The one table from errors to failures. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CliError) return error.failure;
  const kind = KINDS.find(([type]) => error instanceof type);
  if (!kind) return { exit: 'failed', type: 'internal-error', message: `Something went wrong here${classOf(error)}` };
  const [, type, exit] = kind;
  return { exit, type, message: (error as Error).message, ...extrasOf(error) };
}

function extrasOf(error: unknown): Partial<Failure> {
  const isOfFields = error instanceof errors.InvalidRequest || error instanceof errors.OrderConflict;
  if (isOfFields && error.errors.length > 0) return { errors: error.errors };
  if (error instanceof errors.NotAllowed) return { code: error.code };
  if (error instanceof errors.OtpDeclined && error.order) return { order: error.order };
  if (error instanceof errors.TemporalUnavailable) return unansweredExtras(error);
  return {};
}

const unansweredExtras = ({ glance, key }: errors.TemporalUnavailable): Partial<Failure> => ({
  ...(glance && { order: glance }),
  ...(key !== undefined && { key }),
});

/** Only the error's class: its own text may quote what it read. */
const classOf = (error: unknown): string => (error instanceof Error ? ` (${error.name})` : '');
