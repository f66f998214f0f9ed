import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import axios from 'axios';
import { ConnectError, createAgent } from './connection';
import type { Condition } from './outcome-rules';

interface TransportOptions {
  readonly baseUrl: string;
  readonly clock: () => number;
  /** Until the connection is ready (DNS, TCP, TLS). */
  readonly connectMs: number;
  /** From the first byte of the request to the last byte of the answer. */
  readonly responseMs: number;
  /** Of the answer's body, after decompression. */
  readonly maxResponseBytes: number;
}

interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute path below the base URL, already encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly notAfterMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What one HTTP request led to: a complete answer of any status, or the reason why there is none. */
export type Exchange =
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly body: string; readonly retryAfter?: string }
  | { readonly kind: 'unanswered'; readonly condition: Condition; readonly httpStatus?: never };

type Transport = (call: HttpCall) => Promise<Exchange>;

/** What the socket did for one request; the only witness of whether the gateway can have seen it. */
interface Trace {
  /** Set when the request was handed to a connection that was ready. */
  socket?: Socket;
  bytesBefore: number;
  /** The deadline had passed when the connection was ready; nothing was written. */
  late: boolean;
  /** The head of an answer has arrived. */
  answering: boolean;
  /** The answer did not come in time. */
  timedOut: boolean;
  error?: NodeJS.ErrnoException;
}

/** Where requests go. */
interface Line {
  readonly protocol: typeof http | typeof https;
  readonly agent: http.Agent;
  /** Origin and path of the base URL, without a slash at the end. */
  readonly prefix: string;
}

/**
 * Sends single requests: no retries, no redirects (a card must not travel to another place), and no proxy from the
 * environment (a forgotten `HTTP_PROXY` would see cards of a plain-text gateway; where an egress proxy is needed, it
 * belongs into the network). Never rejects, so that no AxiosError with its request can escape.
 */
export function createTransport(options: TransportOptions): Transport {
  const { origin, pathname, protocol } = new URL(options.baseUrl);
  const secure = protocol === 'https:';
  const line = {
    protocol: secure ? https : http,
    agent: createAgent(secure, options.connectMs),
    prefix: origin + pathname.replace(/\/+$/, ''),
  };

  return async (call) => {
    const trace: Trace = { bytesBefore: 0, late: false, answering: false, timedOut: false };
    const timeLimit = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const onHandOver = (): void => {
      timer = setTimeout(() => {
        trace.timedOut = true;
        timeLimit.abort();
      }, options.responseMs);
    };
    try {
      const transport = watchedTransport(line, trace, call, options.clock, onHandOver);
      return await send(line, call, { transport, timeLimit: timeLimit.signal, maxBytes: options.maxResponseBytes });
    } catch {
      return { kind: 'unanswered', condition: conditionOf(trace, call.signal?.aborted === true) };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The part that axios does: one request, any status an answer, the body as text. */
async function send(
  line: Line,
  call: HttpCall,
  how: { transport: object; timeLimit: AbortSignal; maxBytes: number },
): Promise<Exchange> {
  const answer = await axios.request<string>({
    url: line.prefix + call.path,
    method: call.method,
    // `false` keeps axios from inventing a content type for a PUT without a body.
    headers: { 'Content-Type': false, ...call.headers },
    ...(call.body !== undefined && { data: call.body }),
    adapter: 'http',
    transport: how.transport,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: how.maxBytes,
    responseType: 'text',
    transformRequest: (data: unknown) => data,
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
    signal: call.signal ? AbortSignal.any([call.signal, how.timeLimit]) : how.timeLimit,
  });
  const retryAfter: unknown = answer.headers['retry-after'];
  return {
    kind: 'answered',
    httpStatus: answer.status,
    body: answer.data,
    ...(typeof retryAfter === 'string' && { retryAfter }),
  };
}

/** Node's own http or https as axios wants it, watched from the hand-over of the connection on. */
function watchedTransport(
  { protocol, agent }: Line,
  trace: Trace,
  call: HttpCall,
  clock: () => number,
  onHandOver: () => void,
): { request: typeof http.request } {
  const request = (
    requestOptions: http.RequestOptions,
    onAnswer?: (answer: http.IncomingMessage) => void,
  ): http.ClientRequest => {
    const sent = protocol.request({ ...requestOptions, agent }, (answer) => {
      trace.answering = true;
      onAnswer?.(answer);
    });
    sent.once('error', (error) => (trace.error ??= error));
    // Node writes the request right after this event, to a connection that is ready: the last moment to hold it back.
    sent.once('socket', (socket) => {
      if (call.notAfterMs !== undefined && clock() > call.notAfterMs) {
        trace.late = true;
        sent.destroy();
        return;
      }
      trace.socket = socket;
      trace.bytesBefore = socket.bytesWritten;
      onHandOver();
    });
    return sent;
  };
  return { request: request as typeof http.request };
}

/** The count rises when bytes are given to the kernel, whether or not they left it: in doubt, they were written. */
const mayHaveBeenWritten = ({ socket, bytesBefore }: Trace): boolean =>
  socket !== undefined && socket.bytesWritten !== bytesBefore;

function conditionOf(trace: Trace, aborted: boolean): Condition {
  if (trace.late) return 'deadline-passed';
  if (!mayHaveBeenWritten(trace)) {
    if (aborted) return 'aborted-unsent';
    if (trace.error instanceof ConnectError) return trace.error.problem;
    return trace.socket ? 'connection-closed' : 'connect-failed';
  }
  if (trace.timedOut) return 'no-answer';
  if (aborted) return 'aborted-in-flight';
  // HPE_…: Node's HTTP parser met something that is not HTTP.
  if (trace.answering || trace.error?.code?.startsWith('HPE_')) return 'unreadable-answer';
  return 'connection-lost';
}
