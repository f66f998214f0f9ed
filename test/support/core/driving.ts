import type { Answer, CallOutcome } from '../../../workflows/domain/gateway/outcomes';
import type { Step } from '../../../workflows/domain/order/steps';
import type { Instant } from '../../../workflows/domain/values/time';
import type { Script } from './script';

/** A gateway that meets every question, and every call, alike. */
export interface Gateway {
  readonly answers: (order: Script) => Answer;
  readonly meets: (order: Script) => CallOutcome;
}

export interface Done {
  readonly kind: Step['kind'];
  readonly at: Instant;
}

const CALLS: readonly Step['kind'][] = ['register', 'pay', 'capture', 'release'];

/** Lets time pass up to an instant, the core doing all that it wants: what it did, and when. */
export function driveUntil(order: Script, until: Instant, { answers, meets }: Gateway): Done[] {
  const done: Done[] = [];
  for (let { step } = order; step.kind !== 'finish'; { step } = order) {
    if (step.kind === 'await') {
      if (step.until === null || step.until > until) break;
      order.now = step.until;
      continue;
    }
    done.push({ kind: step.kind, at: order.now });
    if (step.kind === 'ask') order.ask(answers(order));
    else {
      order.take(step.kind);
      if (CALLS.includes(step.kind)) order.outcome(meets(order));
    }
  }
  return done;
}

export const times = (done: readonly Done[], kind: Done['kind']): Instant[] =>
  done.filter((one) => one.kind === kind).map(({ at }) => at);
