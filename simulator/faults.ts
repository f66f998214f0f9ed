import type { FastifyReply } from 'fastify';
import type { ActName } from './acts';
import type { Release } from './calls';
import type { Clock } from './clock';
import type { FaultAction } from './fault-rules';
import type { Claim } from './forgery';
import { messageOf, type Answer } from './refusals';
import type { SettingsChange } from './settings';

/** A call as a fault sees it. */
export interface FaultyCall {
  /** Carries the call out and says what would have been answered. */
  readonly commit: (options?: { asOfMs?: number; settings?: SettingsChange }) => Answer;
  /** Lets the hold of the order go, as a failed capture does. */
  readonly loseHold: () => void;
  readonly revokeTokens: () => void;
  /** Lets the order of the answer suffer an act; nothing where its state does not allow it. */
  readonly perform: (act: ActName, answer: Answer) => void;
  /** Sends a webhook about the order of the answer, signed as the gateway signs. */
  readonly forge: (claim: Claim, answer: Answer) => void;
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

function retryAfter(
  { clock }: FaultyCall,
  {
    retryAfterS = null,
    retryAfterAs = 'seconds',
  }: Pick<Extract<FaultAction, { kind: 'error' }>, 'retryAfterS' | 'retryAfterAs'>,
): Record<string, string> {
  if (retryAfterS === null) return {};
  const date = (): string => new Date(clock.now() + retryAfterS * 1_000).toUTCString();
  return { 'retry-after': retryAfterAs === 'seconds' ? String(retryAfterS) : date() };
}

function forgeWebhook(call: FaultyCall, claim: Claim): Answer {
  const answer = call.commit();
  call.forge(claim, answer);
  return answer;
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
    case 'rate-limit':
      return refusal(action.status, action.code, retryAfter(call, action));
    case 'revoke-token':
      call.revokeTokens();
      return refusal(401, 'UNAUTHORIZED');
    case 'behave':
      return behave(call, action);
    case 'hold':
      return hold(call, action);
    case 'forge-webhook':
      return forgeWebhook(call, action.claim);
    case 'error':
    case 'html':
    case 'garbage':
      if (action.commit) call.commit();
      if (action.kind === 'error') return refusal(action.status, 'INTERNAL_ERROR', retryAfter(call, action));
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
