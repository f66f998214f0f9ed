import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Clock } from './clock';
import { OPERATIONS, type Operation } from './model';
import { messageOf, type Answer } from './refusals';

const ms = z.int().min(0);
const commit = z.boolean().default(true);

/** What can go wrong with a call. `commit` says whether it took effect all the same. */
const actionSchema = z.discriminatedUnion('kind', [
  /** Takes effect at once, is answered late. */
  z.strictObject({ kind: z.literal('slow'), ms }),
  z.strictObject({ kind: z.literal('commit-then-silence') }),
  z.strictObject({ kind: z.literal('commit-then-reset') }),
  z.strictObject({ kind: z.literal('silence-without-commit') }),
  z.strictObject({ kind: z.literal('reset-before-commit') }),
  z.strictObject({ kind: z.literal('error'), commit: z.boolean(), status: z.int().min(500).max(599).default(500) }),
  /** The client is cut off (`silence`: until it gives up itself), and only `ms` later the call takes effect. */
  z.strictObject({ kind: z.literal('late-commit'), ms, cut: z.enum(['reset', 'silence']).default('reset') }),
  /** Refused without effect; on capture, `loseHold` makes it the capture failure of docs/gateway.md §4. */
  z.strictObject({
    kind: z.literal('decline'),
    code: z.string().regex(/^[A-Z_]{1,50}$/),
    status: z.int().min(400).max(599).default(422),
    loseHold: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('rate-limit'), retryAfterS: z.int().min(0).default(1) }),
  /** Get Order answers what was true `ms` ago. */
  z.strictObject({ kind: z.literal('stale-read'), ms }),
  z.strictObject({ kind: z.literal('html'), commit, status: z.int().min(200).max(599).default(502) }),
  /** 200 and a body that is no JSON. */
  z.strictObject({ kind: z.literal('garbage'), commit }),
  /** Half of the answer, then a reset. */
  z.strictObject({ kind: z.literal('truncate'), commit }),
]);

export const faultRuleSchema = z.strictObject({
  operation: z.union([z.enum(OPERATIONS), z.array(z.enum(OPERATIONS)).min(1)]).optional(),
  /** `merchant_order_reference`; a refund is matched by that of its parent. */
  reference: z.string().optional(),
  orderId: z.string().optional(),
  times: z.int().min(1).optional(),
  skip: z.int().min(0).optional(),
  chance: z.number().min(0).max(1).optional(),
  action: actionSchema,
});

export type FaultRule = z.output<typeof faultRuleSchema>;
export type FaultAction = z.output<typeof actionSchema>;

/** Which order a call is about, as far as it can be known. */
export interface Subject {
  readonly reference?: string | undefined;
  readonly orderId?: string | undefined;
}

export const matchesCall =
  (operation: Operation, subject: Subject) =>
  (rule: FaultRule): boolean =>
    (rule.operation === undefined || [rule.operation].flat().includes(operation)) &&
    (rule.reference === undefined || rule.reference === subject.reference) &&
    (rule.orderId === undefined || rule.orderId === subject.orderId);

/** A call as a fault sees it. */
export interface FaultyCall {
  /** Carries the call out and says what would have been answered. */
  readonly commit: (options?: { asOfMs?: number }) => Answer;
  /** Lets the hold of the order go, as a failed capture does. */
  readonly loseHold: () => void;
  readonly reply: FastifyReply;
  readonly clock: Clock;
}

export const sendAnswer = (reply: FastifyReply, { status, body, headers }: Answer): FastifyReply =>
  reply
    .code(status)
    .headers({ ...headers })
    .send(body);

/** The connection stays open and nothing ever comes; it ends with the client, or with the simulator. */
function fallSilent(reply: FastifyReply): void {
  reply.hijack();
}

function cutOff(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
}

function truncate(reply: FastifyReply, answer: Answer): void {
  reply.hijack();
  const body = JSON.stringify(answer.body);
  reply.raw.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  reply.raw.write(body.slice(0, body.length / 2), () => reply.raw.socket?.resetAndDestroy());
}

function commitLate(call: FaultyCall, action: Extract<FaultAction, { kind: 'late-commit' }>): void {
  const commitAfterwards = (): void => void call.clock.after(action.ms, () => call.commit());
  if (action.cut === 'silence') {
    call.reply.raw.once('close', commitAfterwards);
    return fallSilent(call.reply);
  }
  cutOff(call.reply);
  commitAfterwards();
}

const HTML = { body: '<html><h1>Bad Gateway</h1></html>', headers: { 'content-type': 'text/html' } };
const GARBAGE = { body: '{"data":{"order_id":', headers: { 'content-type': 'application/json' } };

const refusal = (status: number, code: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: { code, message: messageOf(code) },
  headers,
});

/** Does to the call what the rule says. */
export async function applyFault(call: FaultyCall, action: FaultAction): Promise<void> {
  const { reply, clock } = call;
  const committed = 'commit' in action && action.commit ? call.commit() : null;
  const send = async (answer: Answer): Promise<void> => {
    await sendAnswer(reply, answer);
  };
  switch (action.kind) {
    case 'slow': {
      const late = call.commit();
      await new Promise<void>((resolve) => void clock.after(action.ms, resolve));
      return send(late);
    }
    case 'stale-read':
      return send(call.commit({ asOfMs: clock.now() - action.ms }));
    case 'error':
      return send(refusal(action.status, 'INTERNAL_ERROR'));
    case 'decline':
      if (action.loseHold) call.loseHold();
      return send(refusal(action.status, action.code));
    case 'rate-limit':
      return send(refusal(429, 'API_RATE_LIMIT', { 'retry-after': String(action.retryAfterS) }));
    case 'html':
      return send({ status: action.status, ...HTML });
    case 'garbage':
      return send({ status: 200, ...GARBAGE });
    case 'truncate':
      return truncate(reply, committed ?? refusal(500, 'INTERNAL_ERROR'));
    case 'commit-then-silence':
    case 'commit-then-reset':
      call.commit();
      return action.kind === 'commit-then-reset' ? cutOff(reply) : fallSilent(reply);
    case 'silence-without-commit':
      return fallSilent(reply);
    case 'reset-before-commit':
      return cutOff(reply);
    case 'late-commit':
      return commitLate(call, action);
  }
}
