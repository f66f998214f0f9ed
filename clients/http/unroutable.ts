import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './error-handler';
import { Problem, problemBody, PROBLEMS } from './problems';
import { strictHeaders } from './security-headers';

/* Requests that come to no route. Fastify's own answers repeat the address, and that may be a card number. */

const UNREADABLE_ADDRESS = { field: 'url', reason: 'an address whose percent-encoding can be read' };
const UNREADABLE_REQUEST = { field: 'request', reason: 'valid HTTP/1.1' };

/** Answers a request that the router could not read. No hook runs for it: hence the headers and the log line. */
export function answerUnroutable({ code }: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem =
    code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? new Problem('address-too-long')
      : new Problem('invalid-request', { errors: [UNREADABLE_ADDRESS] });
  void reply.headers(strictHeaders(request.id));
  sendProblem(problem, request, reply);
  request.log.info({ method: request.method, route: 'none', status: reply.statusCode }, 'request');
}

/** Answers, on the bare socket, a request that Node could not read or did not get in time. */
export const createClientErrorHandler =
  (log: FastifyBaseLogger) =>
  ({ code }: NodeJS.ErrnoException, socket: Socket): void => {
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = problemOfCode(code);
    const { status } = PROBLEMS[problem.slug];
    const requestId = randomUUID();
    const body = JSON.stringify(problemBody(problem, requestId));
    const headers = {
      ...strictHeaders(requestId),
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    log.info({ reqId: requestId, code, route: 'none', status }, 'request');
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
    socket.destroySoon();
  };

function problemOfCode(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-too-slow');
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem('headers-too-large');
  return new Problem('invalid-request', { errors: [UNREADABLE_REQUEST] });
}
