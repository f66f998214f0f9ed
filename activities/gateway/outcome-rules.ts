import { ALREADY_DONE, BANK_OR_RISK, RATE_LIMIT_SUFFIX, UNSETTLED } from './codes';
import type { FailedOutcome, GatewayErrorFields, GatewayOperation } from './errors';

/** One row of the outcome table (docs/errors.md is made from it). */
export interface OutcomeRule {
  /** What happened, in words. */
  readonly when: string;
  readonly outcome: FailedOutcome;
  /** The code reported where the gateway gave none of its own. */
  readonly code?: string;
  /** Why this outcome and no other. */
  readonly reason: string;
}

/**
 * What happened without an answer of the gateway, or with one that cannot be used. The name is the code that is
 * reported.
 */
const CONDITIONS = {
  // We rejected it ourselves.
  'invalid-request': {
    when: 'a reference, id or amount breaks the limits of the gateway',
    outcome: 'rejected',
    reason: 'Our own check refused the request, so it was never sent.',
  },

  // Not one byte was written: it may be sent again freely.
  'name-not-found': {
    when: 'the name of the gateway does not resolve',
    outcome: 'notSent',
    reason: 'There was no connection to write to.',
  },
  'connect-refused': {
    when: 'the gateway refuses the connection',
    outcome: 'notSent',
    reason: 'There was no connection to write to.',
  },
  'connect-timeout': {
    when: 'no connection within the connect time-out',
    outcome: 'notSent',
    reason: 'There was no connection to write to.',
  },
  'connect-failed': {
    when: 'the connection fails, or is reset, before it is ready',
    outcome: 'notSent',
    reason: 'There was no connection to write to.',
  },
  'tls-failed': {
    when: 'the TLS handshake fails or is reset, or the certificate is not trusted',
    outcome: 'notSent',
    reason: 'A request is written only after the handshake.',
  },
  'connection-closed': {
    when: 'a connection, new or kept, turns out to be closed before the first byte',
    outcome: 'notSent',
    reason: 'The byte count of the connection did not change.',
  },
  'deadline-passed': {
    when: 'the connection is ready only after `notAfterMs`',
    outcome: 'notSent',
    reason: 'Written later, the request could be processed after the quiet period.',
  },
  throttled: {
    when: "the worker's share of the limit on calls to the gateway leaves no room in time",
    outcome: 'notSent',
    reason: 'The request was still waiting for its turn here.',
  },
  'aborted-unsent': {
    when: 'the caller gives up before the first byte',
    outcome: 'notSent',
    reason: 'Nothing had been written when the caller gave up.',
  },

  // From the first byte on the gateway may have acted.
  'connection-lost': {
    when: 'the connection is reset or closed after part or all of the request, and before an answer',
    outcome: 'unknown',
    reason: 'Part of the request may have been written; the gateway may have received all of it.',
  },
  'no-answer': {
    when: 'silence: no complete answer within the response time-out',
    outcome: 'unknown',
    reason: 'The gateway received the request and may still be working on it.',
  },
  'aborted-in-flight': {
    when: 'the caller gives up after the first byte',
    outcome: 'unknown',
    reason: 'Giving up the wait does not call the request back.',
  },
  'unreadable-answer': {
    when: 'an answer cut off (after its headers, or within its body), too large or no HTTP; a 2xx that is no JSON (HTML, say) or lacks what it must have',
    outcome: 'unknown',
    reason: 'Something answered, but not in a way that says what was done.',
  },
  'mismatched-answer': {
    when: 'a 2xx answer about another order or reference than asked for',
    outcome: 'unknown',
    reason: 'The answer is about something else and says nothing about this request.',
  },
} satisfies Record<string, OutcomeRule>;

export type Condition = keyof typeof CONDITIONS;

/** A complete answer with an error status. */
interface ErrorAnswer {
  readonly operation: GatewayOperation;
  readonly httpStatus: number;
  /** The gateway's code, upper case. */
  readonly code?: string | undefined;
  /** Whether the body has the shape of the gateway's errors; otherwise something in between may have answered. */
  readonly readable: boolean;
}

interface ErrorAnswerRule extends OutcomeRule {
  readonly matches: (answer: ErrorAnswer) => boolean;
}

const CHANGING: readonly GatewayOperation[] = [
  'createOrder',
  'createHostedLink',
  'createPayment',
  'submitOtp',
  'capture',
  'cancel',
  'createRefund',
];
const OTP: readonly GatewayOperation[] = ['generateOtp', 'submitOtp', 'resendOtp'];

const oneOf = (codes: readonly string[], code: string | undefined): boolean =>
  code !== undefined && codes.includes(code);

/** Answers with an error status; the first row that matches decides. */
const ERROR_ANSWERS: readonly ErrorAnswerRule[] = [
  {
    when: 'HTTP 401, also after one new login',
    matches: ({ httpStatus }) => httpStatus === 401,
    outcome: 'notSent',
    code: 'UNAUTHORIZED',
    reason: 'The gateway did not know us and so did nothing; it may be sent again once it does.',
  },
  {
    when: `${UNSETTLED.join(', ')} (any status)`,
    matches: ({ code }) => oneOf(UNSETTLED, code),
    outcome: 'unknown',
    reason: 'The gateway itself does not say whether it was done.',
  },
  {
    when: `${ALREADY_DONE.join(', ')} on a call that changes something`,
    matches: ({ operation, code }) => oneOf(ALREADY_DONE, code) && CHANGING.includes(operation),
    outcome: 'unknown',
    reason: 'An earlier copy of this very request may have been processed: a reason to ask.',
  },
  {
    when: 'HTTP 5xx, whatever the body (502 of a proxy, 503 with Retry-After)',
    matches: ({ httpStatus }) => httpStatus >= 500,
    outcome: 'unknown',
    code: 'server-error',
    reason: 'The gateway or something in front of it failed, perhaps after the request was processed.',
  },
  {
    when: 'HTTP 408',
    matches: ({ httpStatus }) => httpStatus === 408,
    outcome: 'unknown',
    code: 'request-timeout',
    reason: 'Nobody says how far the request had come when time was up.',
  },
  {
    when: 'HTTP 1xx or 3xx: a redirect',
    matches: ({ httpStatus }) => httpStatus < 400,
    outcome: 'unknown',
    code: 'redirected',
    reason: 'Redirects are not documented and never followed; one may follow on a processed request.',
  },
  {
    when: `HTTP 429, or a code that ends in ${RATE_LIMIT_SUFFIX}`,
    matches: ({ httpStatus, code }) => httpStatus === 429 || (code?.endsWith(RATE_LIMIT_SUFFIX) ?? false),
    outcome: 'notSent',
    code: 'rate-limited',
    reason: 'A rate limit turns the request away before it is processed.',
  },
  {
    when: "another 4xx whose body is not one of the gateway's errors",
    matches: ({ readable }) => !readable,
    outcome: 'unknown',
    code: 'unreadable-answer',
    reason: CONDITIONS['unreadable-answer'].reason,
  },
  {
    when: 'HTTP 422 on an OTP call, with any other code',
    matches: ({ operation, httpStatus }) => OTP.includes(operation) && httpStatus === 422,
    outcome: 'declined',
    code: 'OTP_REFUSED',
    reason: 'The OTP was wrong, used up or not to be had; what may be tried next is in `next`.',
  },
  {
    when: `4xx with ${BANK_OR_RISK.join(', ')}`,
    matches: ({ code }) => oneOf(BANK_OR_RISK, code),
    outcome: 'declined',
    reason: "The bank, the buyer's authentication or the risk check said no.",
  },
  {
    when: '4xx with any other code, or none',
    matches: () => true,
    outcome: 'rejected',
    code: 'refused',
    reason: 'The gateway found the request wrong, or not allowed in the present state.',
  },
];

/** The rule where the operation never started because there was no access token. */
const NO_TOKEN: OutcomeRule = {
  when: 'no access token can be obtained (whatever the outcome of the token call)',
  outcome: 'notSent',
  reason: 'There was no access token, so nothing of this request was sent.',
};

/** The whole table in the order in which it is applied. */
export const OUTCOME_TABLE: readonly OutcomeRule[] = [
  NO_TOKEN,
  ...Object.entries(CONDITIONS).map(([code, rule]) => ({ ...rule, code })),
  ...ERROR_ANSWERS.map(({ when, outcome, code, reason }) => ({ when, outcome, reason, ...(code && { code }) })),
];

type Verdict = Pick<GatewayErrorFields, 'outcome' | 'code' | 'reason'>;

export function verdictOnCondition(condition: Condition): Verdict {
  const { outcome, reason } = CONDITIONS[condition];
  return { outcome, code: condition, reason };
}

export function verdictOnErrorAnswer(answer: ErrorAnswer): Verdict {
  // The last row matches everything.
  const { outcome, code, reason } = ERROR_ANSWERS.find((rule) => rule.matches(answer)) as ErrorAnswerRule;
  return { outcome, code: answer.code ?? code ?? 'refused', reason };
}

export function verdictOnMissingToken(tokenCode: string): Verdict {
  return { outcome: NO_TOKEN.outcome, code: tokenCode, reason: NO_TOKEN.reason };
}
