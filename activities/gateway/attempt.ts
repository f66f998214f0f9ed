import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Secret } from '../vault/secret';
import { type FailedOutcome, GatewayError, type GatewayErrorFields, type GatewayOperation } from './errors';
import { createOwnLink, type OwnLink } from './links';
import type { Operation } from './operations';
import { verdictOnCondition, verdictOnErrorAnswer } from './outcome-rules';
import type { CallOptions } from './plural-gateway';
import { present, reduceError } from './reduce';
import { readRetryAfter } from './retry-after';
import type { Caller, Throttle } from './throttle';
import { type Exchange, createTransport } from './transport';

/** One HTTP attempt, for logs and metrics: no URL, no header, no body. */
export interface CallRecord {
  readonly operation: GatewayOperation;
  readonly requestId: string;
  readonly httpStatus?: number;
  readonly outcome: 'done' | FailedOutcome;
  readonly code?: string;
  readonly durationMs: number;
  /** The answer's `Retry-After` asks for nothing sensible: a date that is past, more than a day, or no time at all. */
  readonly retryAfterIgnored?: true;
}

export interface AttemptOptions {
  /** Such as `https://pluraluat.v2.pinepg.in`; a path is kept as a prefix. */
  readonly baseUrl: string;
  /** Epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
  /** `Request-ID`, 1 - 50 characters, a new one for each HTTP attempt. @default a random UUID */
  readonly newRequestId?: () => string;
  /**
   * `connectMs`: until the connection is ready (DNS, TCP, TLS). `responseMs`: from the first byte of the request to the
   * last byte of the answer. @default 5 s and 30 s
   */
  readonly timeouts?: { readonly connectMs: number; readonly responseMs: number };
  /** Of an answer's body, after decompression. @default 1 MiB */
  readonly maxResponseBytes?: number;
  /** Makes calls wait for their turn. @default none waits */
  readonly throttle?: Throttle;
  /** Called for each HTTP attempt when its outcome is decided; what it throws is ignored. */
  readonly onCall?: (record: CallRecord) => void;
}

/** Sends an operation once. Rejects with a GatewayError. */
type Attempt = <T>(operation: Operation<T>, how: CallOptions, token?: Secret<string>) => Promise<T>;

const DEFAULT_TIMEOUTS = { connectMs: 5_000, responseMs: 30_000 };
const DEFAULT_MAX_RESPONSE_BYTES = 1_048_576;

/** Makes single HTTP attempts: the headers of each, its outcome, and the record of it. */
export function createAttempt(options: AttemptOptions): Attempt {
  const { baseUrl, clock = Date.now, newRequestId = randomUUID, onCall, throttle = unthrottled } = options;
  const { maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES, timeouts = DEFAULT_TIMEOUTS } = options;
  const ownLink = createOwnLink(baseUrl);
  const transport = createTransport({ ...timeouts, baseUrl, clock, maxResponseBytes });

  return async (operation, how, token) => {
    const requestId = newRequestId();
    const startedMs = performance.now();
    const exchange = await inTurn(throttle, { ...how, isQuestion: isQuestion(operation) }, () =>
      transport({
        method: operation.method,
        path: operation.path,
        headers: {
          Accept: 'application/json',
          'User-Agent': 'holdfast',
          // Correlation only: it is documented nowhere as an idempotency key.
          'Request-ID': requestId,
          'Request-Timestamp': new Date(clock()).toISOString(),
          ...(token && { Authorization: `Bearer ${token.expose()}` }),
          ...(operation.body && { 'Content-Type': 'application/json' }),
        },
        ...(operation.body && { body: JSON.stringify(operation.body()) }),
        ...how,
      }),
    );
    const judged = judge(operation, exchange, { nowMs: clock(), ownLink });
    tell(onCall, {
      operation: operation.name,
      requestId,
      outcome: judged.failure?.outcome ?? 'done',
      durationMs: performance.now() - startedMs,
      ...present({ httpStatus: exchange.httpStatus, code: judged.failure?.code }),
      ...(judged.retryAfterIgnored && { retryAfterIgnored: true }),
    });
    if (judged.failure) throw new GatewayError({ operation: operation.name, requestId, ...judged.failure });
    return judged.value;
  };
}

const unthrottled: Throttle = () => Promise.resolve(() => undefined);

/** The login counts as a question: no question is asked without a token. */
const isQuestion = ({ method, name }: Operation<unknown>): boolean => method === 'GET' || name === 'token';

/** Sends when it is the call's turn. Before that no secret is opened. */
async function inTurn(throttle: Throttle, caller: Caller, send: () => Promise<Exchange>): Promise<Exchange> {
  const end = await throttle(caller);
  if (!end) return { kind: 'unanswered', condition: caller.signal?.aborted ? 'aborted-unsent' : 'throttled' };
  try {
    return await send();
  } finally {
    end();
  }
}

type Failure = Omit<GatewayErrorFields, 'operation' | 'requestId'>;
type Judged<T> = { readonly retryAfterIgnored?: boolean } & (
  { readonly value: T; readonly failure?: never } | { readonly failure: Failure }
);

/** What is known after an exchange. */
function judge<T>(
  operation: Operation<T>,
  exchange: Exchange,
  { nowMs, ownLink }: { nowMs: number; ownLink: OwnLink },
): Judged<T> {
  if (exchange.kind === 'unanswered') return { failure: verdictOnCondition(exchange.condition) };
  const { httpStatus } = exchange;
  const body = parseJson(exchange.body);
  if (httpStatus >= 200 && httpStatus < 300) {
    const reading = operation.read(body, { observedAt: new Date(nowMs).toISOString(), ownLink });
    return 'value' in reading ? reading : { failure: { httpStatus, ...verdictOnCondition(reading.condition) } };
  }
  const error = reduceError(body);
  const readable = error !== undefined;
  const retryAfter = exchange.retryAfter === undefined ? undefined : readRetryAfter(exchange.retryAfter, nowMs);
  const isIgnored = retryAfter === 'ignored';
  return {
    retryAfterIgnored: isIgnored,
    failure: {
      httpStatus,
      ...verdictOnErrorAnswer({ operation: operation.name, httpStatus, code: error?.code, readable }),
      ...present({
        next: error?.next,
        resendAfterS: error?.resendAfterS,
        retryAfterMs: isIgnored ? undefined : retryAfter?.waitMs,
      }),
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A logger that fails must not turn a call that was made into one that was not. */
function tell(onCall: AttemptOptions['onCall'], record: CallRecord): void {
  try {
    onCall?.(record);
  } catch {
    // Nobody is left to tell.
  }
}
