import { OUTCOME_TABLE } from '../../../activities/gateway/outcome-rules';
import { PROBLEMS, problemType } from '../../../clients/http/problems';
import type { ProblemSlug } from '../../../clients/http/problems';
import { FailureType } from '../../../workflows/contract/common';
import { codesOfOrders } from './order-codes';
import { read } from './repository';

/** How a failed update shows to the callers of the HTTP edge, by the type of its failure. */
export const FAILURES = {
  [FailureType.invalid]: { problem: 'invalid-request', meaning: "The argument is not of the message's shape" },
  [FailureType.notAllowed]: {
    problem: 'not-allowed',
    meaning: 'The state of the order does not allow it; the first detail is the code below',
  },
  [FailureType.orderExists]: {
    problem: 'order-conflict',
    meaning: 'The reference is taken by an order with other content',
  },
  [FailureType.otpDeclined]: {
    problem: 'otp-declined',
    meaning: "The issuer did not accept the OTP; the first detail is the order's view",
  },
  [FailureType.otpGone]: {
    problem: 'otp-gone',
    meaning: 'The OTP was gone before it was used: it has to be entered again',
  },
  [FailureType.refundExists]: {
    problem: 'refund-conflict',
    meaning: 'The reference is taken by a refund with other content, or of another order',
  },
  [FailureType.orderUnknown]: { problem: 'order-not-found', meaning: 'The gateway knows no such order' },
} as const satisfies Record<FailureType, { readonly problem: ProblemSlug; readonly meaning: string }>;

/** docs/errors.md, made from the code. */
export const errorsPage = (): string =>
  [
    '# Errors',
    'Made from the code, and held against it by a test: `UPDATE_DOCS=1 npm run test:unit -- --testPathPatterns unit/docs` writes it anew.',
    '## Problems of the HTTP edge',
    '`application/problem+json` (RFC 9457): `type`, `title`, `status`, `advice`, `requestId`, and where it helps `detail`, `errors` (`[{field, reason}]`), `code`, `key` or `order`. Types are stable; titles and advice are for people.',
    table(
      ['Type', 'Status', 'Meaning', 'Way out'],
      Object.entries(PROBLEMS).map(([slug, { status, title, advice }]) => [
        `\`${problemType(slug as ProblemSlug)}\``,
        String(status),
        title,
        advice,
      ]),
    ),
    'A gateway that is slow or down is no problem of this list: the answer is 202 with what was accepted and the order as it stands, and the order goes on by itself.',
    '## Failures of updates',
    'For callers that speak Temporal themselves: the `type` of the failure with which an update ends, or is refused by its validator.',
    table(
      ['Failure type', 'Meaning', 'Problem'],
      Object.entries(FAILURES).map(([type, { meaning, problem }]) => [`\`${type}\``, meaning, `\`${problem}\``]),
    ),
    '### Codes of `NotAllowed`',
    'The `code` of a `not-allowed` problem, and the sentence that comes with it.',
    table(['Code', 'Reason'], refusals()),
    '## Outcomes of gateway calls',
    'What is known after a call that was no success. `declined`: bank or buyer said no. `rejected`: our request was wrong, or the state did not allow it. `notSent`: provably had no effect, may be sent again freely. `unknown`: may have happened; the gateway is asked before anything is repeated. An answer with an error status is judged by the first row that fits.',
    table(
      ['When', 'Outcome', 'Code', 'Why'],
      OUTCOME_TABLE.map(({ when, outcome, code, reason }) => [
        when,
        `\`${outcome}\``,
        code ? `\`${code}\`` : '',
        reason,
      ]),
    ),
    'Where the gateway gave a code of its own, that one is reported instead. Its texts are passed on nowhere.',
    ...codesOfOrdersSection(),
    ...RETRY_AFTER_SECTION,
  ].join('\n\n') + '\n';

const codesOfOrdersSection = (): readonly string[] => [
  '## Codes of orders',
  'What `decline.code`, the reason of an `attention` and the timeline name. A code that the gateway invents tomorrow is shown as it came: letters, digits and `_` only.',
  table(['Code', 'Whose word', 'Meaning', 'Way out'], codesOfOrders()),
];

const RETRY_AFTER_SECTION: readonly string[] = [
  '## Retry-After',
  'Seconds or a date. One that is past, negative, more than a day off or neither of both is ignored, and the log line of the call says `retryAfterIgnored`.',
  'It is obeyed on every call, up to `DOUBT_PAUSE`: a `notSent` call (a 429) is sent again, and a question asked again, not before. Two promises win over it: the first question after a doubt waits 5 s at most, and a decision about a hold is asked about and carried out in its time all the same. A 503 leaves the outcome `unknown`: what came of the call is asked about, and it is sent again only once it is shown not to have happened. Neither counts as a try: a payment is tried for as long as the buyer may pay, a cancellation for as long as money is on hold, a refund until somebody resolves it; a person is called after `DOUBT_ATTENTION`. Only a capture is repeated once, whatever the answer was. A first OTP that is kept from the buyer by either is asked for again for half a minute; then the page of the bank serves.',
];

/** Where the core refuses messages. */
export const VERDICTS = [
  'workflows/domain/order/events/requests.ts',
  'workflows/domain/order/wishes.ts',
  'workflows/domain/order/events/resolution.ts',
  'workflows/domain/refund/book.ts',
  'workflows/domain/refund/apply.ts',
];

/** Where the client refuses them itself. */
const OWN_REFUSALS = ['order-messages', 'refund-levers', 'order-reviver', 'refund-reviver', 'ended-orders'].map(
  (file) => `clients/${file}.ts`,
);

/** Every `denied('code', 'sentence')` of the verdicts, and every refusal that the client gives itself. */
function refusals(): string[][] {
  const verdicts = VERDICTS.flatMap((file) => [
    ...read(file).matchAll(/\bdenied\(\s*'([a-z-]+)',\s*(['"`])(.*?)\2,?\s*\)/gs),
  ]);
  const client = OWN_REFUSALS.flatMap((file) => [
    ...read(file).matchAll(/new NotAllowed\(\s*(['"`])(.*?)\1,\s*'([a-z-]+)',?\s*\)/gs),
  ]);
  const rows = [
    ...verdicts.map(([, code = '', , sentence = '']) => [`\`${code}\``, withoutValues(sentence)]),
    ...client.map(([, , sentence = '', code = '']) => [`\`${code}\``, withoutValues(sentence)]),
  ];
  return [...new Map(rows.map((row) => [row.join(), row])).values()].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

/** `${…}` of a template stands for a value; names of nested calls do not matter here. */
const withoutValues = (sentence: string): string => sentence.replace(/\$\{[^}]*\}/g, '…');

/** Padded as the formatter would. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replace(/\|/g, '\\|')));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
