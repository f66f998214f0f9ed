import { ApplicationFailure } from '@temporalio/common';
import type { DestinationStream, Logger } from 'pino';
import { pino } from 'pino';

interface Failure {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

/**
 * How many failures of one chain are logged: behind a workflow's failed activity stands its own failure, and rarely
 * more.
 */
const LONGEST_CHAIN = 4;
const MOST_FRAMES = 12;
/** The file and the line that a frame ends with. Its folders are the machine's, and its names may be values. */
const PLACE = /^\s+at .*?((?:node:[\w/]+|[\w.-]+\.[cm]?[jt]s):\d+)(?::\d+)?\)?$/;

/**
 * What an error is and where it happened, without its message and whatever else hangs on it: a parser's message quotes
 * what it read, and that may be a card.
 */
function failureOf(error: unknown, chain = LONGEST_CHAIN): Record<string, unknown> {
  const { name, message, code, stack, cause } = (error ?? {}) as Failure;
  const text = typeof message === 'string' ? message : '';
  const trace = typeof stack === 'string' ? stack : '';
  const head = headOf(trace, text);
  // Only an ApplicationFailure that we throw begins its trace like this, so its message is our own sentence. One that
  // the SDK makes of another error keeps that error's trace.
  const isOurs = head === 'ApplicationFailure' && (name === 'Error' || error instanceof ApplicationFailure);
  const frames = trace.replace(text, () => '').split('\n');
  return {
    // Errors of the workflow sandbox come through a structured clone, which calls every class `Error`.
    type: name === 'Error' ? (head ?? name) : name,
    ...(isOurs && { message: text }),
    code,
    stack: frames.flatMap((line) => PLACE.exec(line)?.[1] ?? []).slice(0, MOST_FRAMES),
    ...(cause !== undefined && chain > 1 && { cause: failureOf(cause, chain - 1) }),
  };
}

/** The class as the trace names it: `TypeError` of `TypeError [ERR_X]: text`. */
function headOf(trace: string, message: string): string | undefined {
  const [head, name] = /^(\w+)(?: \[\w+\])?(?:: |$)/m.exec(trace.split('\n', 1)[0] ?? '') ?? [];
  return head !== undefined && trace.startsWith(message, head.length) ? name : undefined;
}

/** We never log these on purpose: removing them is the second wall. */
const SECRET_NAMES = ['authorization', 'number', 'cvv', 'otp', 'cardNumber', 'apiKey', 'secret', 'token', 'body'];

/** A logger for processes that see secrets: no bodies, no headers, no texts of errors but our own. */
export function createLogger(
  { name, level }: { readonly name: string; readonly level: string },
  destination?: DestinationStream,
): Logger {
  const options = {
    name,
    level,
    redact: { paths: SECRET_NAMES.flatMap((secret) => [secret, `*.${secret}`, `*.*.${secret}`]), censor: '[secret]' },
    serializers: {
      err: (error: unknown) => failureOf(error),
      // As the Temporal SDK calls it.
      error: (error: unknown) => failureOf(error),
      req: ({ method }: { readonly method?: unknown }) => ({ method }),
      res: ({ statusCode }: { readonly statusCode?: unknown }) => ({ statusCode }),
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
