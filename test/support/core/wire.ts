import type { Step } from '../../../workflows/domain/next-step';
import { otpPrompted, otpSubmitted } from '../../../workflows/domain/otp';
import { DEFAULT_TIMING } from '../../../workflows/domain/policy';
import { MINUTE_MS, SECOND_MS } from '../../../workflows/domain/time';
import { cardInspected } from '../../../workflows/domain/outcomes';
import type { Answer, CallOutcome } from '../../../workflows/domain/outcomes';
import type { GatewayRequest } from './abstract-gateway';
import { happen } from './happenings';
import { STALE_MS } from './world';
import type { World } from './world';

/** The way to the gateway and back, on which requests and answers are lost, late or true. */

/** Reference of a cancel that is sent before there is a hold: it can only do what is wanted, however late. */
export const EARLY = 'early';

export function send(world: World, request: GatewayRequest): void {
  const outcome = deliver(world, request);
  if (outcome.kind !== 'notSent') world.count(request.kind, request.reference !== EARLY);
  world.tell(`${request.kind} -> ${outcome.kind}`);
  world.order = world.core.called(world.order, outcome, world.now);
}

const unknown: CallOutcome = { kind: 'unknown', code: 'no-answer' };
const notSent: CallOutcome = { kind: 'notSent', code: 'connect-refused' };

function deliver(world: World, request: GatewayRequest): CallOutcome {
  const { gateway } = world;
  if (world.isCut()) return notSent;
  const fate = world.pick(
    'answered',
    'answered',
    'slow',
    'requestLost',
    'answerLost',
    'late',
    'notSent',
    'declined',
    'pending',
  );
  if (fate === 'slow') meanwhile(world);
  else world.pass(5);
  switch (fate) {
    case 'answered':
    case 'slow':
      return processed(world, request);
    case 'requestLost':
      return unknown;
    case 'answerLost':
      gateway.process(request);
      return unknown;
    case 'late':
      gateway.travel(
        request,
        gateway.nowMs + world.pick(0.1, 0.5, 1) * (DEFAULT_TIMING.quietMs[request.kind] - STALE_MS),
      );
      return unknown;
    case 'notSent':
      return notSent;
    case 'declined':
      return declined(world, request);
    case 'pending':
      return pending(world, request);
  }
}

function processed(world: World, request: GatewayRequest): CallOutcome {
  const verdict = world.gateway.process(request);
  const snapshot = world.gateway.snapshot();
  if (verdict === 'done' && snapshot) return { kind: 'done', snapshot };
  return world.pick<CallOutcome>(
    { kind: 'rejected', code: 'INVALID_REQUEST' },
    { kind: 'unknown', code: 'DUPLICATE_REQUEST' },
  );
}

function declined(world: World, request: GatewayRequest): CallOutcome {
  const { gateway } = world;
  if (request.kind === 'createPayment' && gateway.process(request) === 'done') {
    const made = gateway.payments.at(-1);
    if (made) gateway.change(made, 'FAILED');
  }
  if (request.kind === 'capture') gateway.failCapture(request.reference);
  return { kind: 'declined', code: 'PAYMENT_DECLINED' };
}

/** A 200 without the effect, which shows later or never. Other requests have no such answer. */
function pending(world: World, request: GatewayRequest): CallOutcome {
  const { gateway } = world;
  const snapshot = gateway.snapshot();
  if (!snapshot || (request.kind !== 'capture' && request.kind !== 'cancel')) return processed(world, request);
  const afterMs = world.pick(10 * SECOND_MS, 20 * MINUTE_MS, Infinity);
  if (afterMs < Infinity) gateway.travel(request, gateway.nowMs + afterMs);
  return { kind: 'done', snapshot };
}

/** Time passes, and something happens, while a request or an answer is on its way. */
function meanwhile(world: World): void {
  happen(world, 30 * SECOND_MS);
  world.pass(SECOND_MS);
}

export function inquire(world: World, step: Step & { kind: 'inquire' }): void {
  const askedAt = world.now;
  const fate = world.isCut() ? 'failed' : world.pick('answered', 'answered', 'failed', 'stale', 'slow', 'slowest');
  const snapshot = world.gateway.snapshot(fate === 'stale' ? STALE_MS : 0);
  if (fate === 'slow') meanwhile(world);
  else world.pass(fate === 'slowest' ? 6 * MINUTE_MS : 5);
  const told: Answer = snapshot ? { kind: 'snapshot', snapshot } : { kind: 'absent' };
  const answer: Answer = fate === 'failed' ? { kind: 'failed' } : told;
  world.tell(`inquire about ${step.about?.kind ?? 'the order'} -> ${fate} ${answerWords(answer)}`);
  world.order = world.core.answered(world.order, { about: step.about, askedAt }, answer, world.now);
}

const answerWords = (answer: Answer): string =>
  answer.kind === 'snapshot'
    ? `${answer.snapshot.status}[${answer.snapshot.payments.map(({ status }) => status).join()}]`
    : answer.kind;

export function inspectCard(world: World): void {
  world.order = cardInspected(world.order, world.pick(false, true));
}

export function requestOtp(world: World): void {
  const outcome = world.pick(
    { kind: 'prompted', next: ['SUBMIT_OTP', 'RESEND_OTP'] } as const,
    { kind: 'refused', code: 'no-answer', isFinal: false } as const,
  );
  world.order = otpPrompted(world.order, outcome, world.now);
}

export function submitOtp(world: World): void {
  const { gateway } = world;
  const fate = world.pick('accepted', 'arrived', 'lost', 'wrong', 'over', 'notSent', 'gone');
  const waiting = gateway.payments.find(({ status }) => status === 'PENDING');
  meanwhile(world);
  if (waiting?.status === 'PENDING' && (fate === 'accepted' || fate === 'arrived'))
    gateway.change(waiting, 'AUTHORIZED');
  if (waiting?.status === 'PENDING' && fate === 'over') gateway.change(waiting, 'FAILED');
  const outcome = {
    accepted: { kind: 'accepted' },
    arrived: { kind: 'unknown' },
    lost: { kind: 'unknown' },
    wrong: { kind: 'declined', code: 'INVALID_OTP', next: ['SUBMIT_OTP'] },
    over: { kind: 'declined', code: 'INVALID_OTP', next: ['NONE'] },
    notSent: { kind: 'notSent' },
    gone: { kind: 'gone' },
  } as const;
  world.tell(`submitOtp -> ${fate}`);
  world.order = otpSubmitted(world.order, outcome[fate], world.now);
}
