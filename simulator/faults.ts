import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ACT_NAMES, type ActName } from './acts';
import type { Release } from './calls';
import type { Clock } from './clock';
import { OPERATIONS, type Operation } from './model';
import { messageOf, type Answer } from './refusals';
import { settingsChangeSchema, type SettingsChange } from './settings';

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
  /** `retryAfterS` null: without the header, which nobody documents. */
  z.strictObject({
    kind: z.literal('rate-limit'),
    retryAfterS: z.int().min(0).nullable().default(1),
    status: z.union([z.literal(422), z.literal(429)]).default(429),
    code: z.enum(['API_RATE_LIMIT', 'PAYMENT_RATE_LIMIT']).default('API_RATE_LIMIT'),
  }),
  /** Every token issued so far is refused from now on; so is this call, without effect. */
  z.strictObject({ kind: z.literal('revoke-token') }),
  /** Carried out by a gateway of other settings; `then` is what happens to the order some time after the answer. */
  z.strictObject({
    kind: z.literal('behave'),
    settings: settingsChangeSchema.default({}),
    then: z.strictObject({ act: z.enum(ACT_NAMES), afterMs: ms }).optional(),
  }),
  /**
   * Stands still until `POST /control/held/release`, before or after it takes effect: a moment to kill the caller in. Where
   * the caller is gone by then, what had not taken effect never does. `revoked`: its token is, and it is refused in the end.
   */
  z.strictObject({ kind: z.literal('hold'), when: z.enum(['before', 'after']), revoked: z.boolean().default(false) }),
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
export type FaultActionInput = z.input<typeof actionSchema>;

/** The action as it is carried out, with all that was left out. */
export const faultActionOf = (input: FaultActionInput): FaultAction => actionSchema.parse(input);

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
  readonly commit: (options?: { asOfMs?: number; settings?: SettingsChange }) => Answer;
  /** Lets the hold of the order go, as a failed capture does. */
  readonly loseHold: () => void;
  readonly revokeTokens: () => void;
  /** Lets the order of the answer suffer an act; nothing where its state does not allow it. */
  readonly perform: (act: ActName, answer: Answer) => void;
  /** Resolves when the call is let go on, or is to be cut off. */
  readonly release: () => Promise<Release>;
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

function behave(call: FaultyCall, action: Extract<FaultAction, { kind: 'behave' }>): Answer {
  const answer = call.commit({ settings: action.settings });
  const { then } = action;
  if (then) call.clock.after(then.afterMs, () => call.perform(then.act, answer));
  return answer;
}

async function answerLate(call: FaultyCall, ms: number): Promise<Answer> {
  const answer = call.commit();
  await new Promise<void>((resolve) => void call.clock.after(ms, resolve));
  return answer;
}

async function hold(call: FaultyCall, action: Extract<FaultAction, { kind: 'hold' }>): Promise<Answer | null> {
  const committed = action.when === 'after' ? call.commit() : null;
  const how = await call.release();
  if (how === 'cut') call.reply.raw.socket?.resetAndDestroy();
  if (how === 'cut' || call.reply.raw.destroyed) return null;
  if (action.revoked) return refusal(401, 'UNAUTHORIZED');
  return committed ?? call.commit();
}

const HTML = { body: '<html><h1>Bad Gateway</h1></html>', headers: { 'content-type': 'text/html' } };
const GARBAGE = { body: '{"data":{"order_id":', headers: { 'content-type': 'application/json' } };

const refusal = (status: number, code: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: { code, message: messageOf(code) },
  headers,
});

/** What the call is answered with; `null` where it is left alone. */
async function answerOf(call: FaultyCall, action: FaultAction): Promise<Answer | null> {
  switch (action.kind) {
    case 'slow':
      return answerLate(call, action.ms);
    case 'stale-read':
      return call.commit({ asOfMs: call.clock.now() - action.ms });
    case 'decline':
      if (action.loseHold) call.loseHold();
      return refusal(action.status, action.code);
    case 'rate-limit': {
      const { status, code, retryAfterS } = action;
      return refusal(status, code, retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) });
    }
    case 'revoke-token':
      call.revokeTokens();
      return refusal(401, 'UNAUTHORIZED');
    case 'behave':
      return behave(call, action);
    case 'hold':
      return hold(call, action);
    case 'error':
    case 'html':
    case 'garbage':
      if (action.commit) call.commit();
      if (action.kind === 'error') return refusal(action.status, 'INTERNAL_ERROR');
      return action.kind === 'html' ? { status: action.status, ...HTML } : { status: 200, ...GARBAGE };
    case 'commit-then-silence':
    case 'commit-then-reset':
      call.commit();
      return null;
    case 'silence-without-commit':
    case 'reset-before-commit':
    case 'late-commit':
    case 'truncate':
      return null;
  }
}

/** How a call ends that gets no answer, or not all of it. */
function leave(call: FaultyCall, action: FaultAction): void {
  const { kind } = action;
  if (kind === 'late-commit') return commitLate(call, action);
  if (kind === 'truncate') return truncate(call.reply, action.commit ? call.commit() : refusal(500, 'INTERNAL_ERROR'));
  if (kind === 'commit-then-reset' || kind === 'reset-before-commit') return cutOff(call.reply);
  fallSilent(call.reply);
}

/** Does to the call what the rule says. */
export async function applyFault(call: FaultyCall, action: FaultAction): Promise<void> {
  const answer = await answerOf(call, action);
  if (answer) await sendAnswer(call.reply, answer);
  else leave(call, action);
}
