import { nextStep } from '../../../workflows/domain/next-step';
import { newOrder } from '../../../workflows/domain/order';
import type { Order } from '../../../workflows/domain/order';
import type { CallKind, Policy, Timing } from '../../../workflows/domain/policy';
import { plus } from '../../../workflows/domain/time';
import type { Instant } from '../../../workflows/domain/time';
import { begin } from '../../../workflows/domain/begin';
import { answered, called, saw } from '../../../workflows/domain/outcomes';
import { AbstractGateway } from './abstract-gateway';
import type { GatewayTraits } from './abstract-gateway';
import { START, TERMS } from './words';

/** The functions of the core that the explorer drives; a sabotage wraps one of them. */
export interface Core {
  readonly nextStep: typeof nextStep;
  readonly begin: typeof begin;
  readonly called: typeof called;
  readonly answered: typeof answered;
  readonly saw: typeof saw;
}
export const REAL_CORE: Core = { nextStep, begin, called, answered, saw };

export interface Plan {
  readonly traits: GatewayTraits;
  readonly policy: Partial<Policy>;
  readonly timing?: Partial<Timing>;
  /** What happens at each fork, one number each; when they are used up, faults stop and nobody does anything any more. */
  readonly choices: readonly number[];
}

/** How long a read may lag behind; part of every quiet period. */
export const STALE_MS = 5_000;

/** A broken promise, with the story that led to it. */
export class Broken extends Error {
  constructor(
    readonly promise: string,
    story: readonly string[],
  ) {
    super([promise, ...shortened(story)].join('\n  '));
  }
}

const shortened = (story: readonly string[]): readonly string[] =>
  story.length <= 50 ? story : [...story.slice(0, 25), '…', ...story.slice(-24)];

/** One order, one gateway, one clock, and the forks in what happens to them. */
export class World {
  readonly gateway: AbstractGateway;
  order: Order;
  readonly story: string[] = [];
  /** What the order accepted from outside. */
  readonly accepted = { capture: false, release: false };
  /** Decided calls that may have reached the gateway. */
  readonly sent = { capture: 0, cancel: 0 };
  cards = 1;
  /** An outage: requests do not get out, questions have no answer. */
  isDown = false;
  private used = 0;

  constructor(
    readonly plan: Plan,
    readonly core: Core,
  ) {
    this.gateway = new AbstractGateway(plan.traits);
    this.order = newOrder({ terms: TERMS, cardRef: 'card-1', policy: plan.policy, timing: plan.timing }, START);
  }

  get now(): Instant {
    return plus(START, this.gateway.nowMs);
  }

  /** Whether the forks are used up. */
  get isCalm(): boolean {
    return this.used >= this.plan.choices.length;
  }

  /** The next fork; calm takes the first way. */
  pick<T>(first: T, ...others: readonly T[]): T {
    const choice = this.plan.choices[this.used] ?? 0;
    this.used += 1;
    return [first, ...others][choice % (others.length + 1)] ?? first;
  }

  pass(durationMs: number): void {
    this.gateway.advance(this.gateway.nowMs + durationMs);
  }

  /** Whether an outage keeps a request from getting out. Calm ends it. */
  isCut(): boolean {
    this.isDown &&= !this.isCalm;
    return this.isDown;
  }

  /** A decided call may have reached the gateway. */
  count(kind: CallKind, isDecided: boolean): void {
    if (kind === 'capture') this.sent.capture += 1;
    if (kind === 'cancel' && isDecided) this.sent.cancel += 1;
  }

  tell(what: string): void {
    this.story.push(`+${(this.gateway.nowMs / 1_000).toFixed(3)} s  ${what}`);
  }

  fail(promise: string): never {
    throw new Broken(promise, this.story);
  }
}
