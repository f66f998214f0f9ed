import { z } from 'zod';
import type { FaultActionInput } from './fault-rules';
import { CLAIMS, FORGED_STAMPS_MS } from './forgery';
import { OPERATIONS, type EventType, type Operation } from './model';
import { randomOf } from './rules';
import type { WebhookAction } from './webhooks';

/** A moment's own generator, and the spans of the profile. */
interface Draw {
  /** Between the ends of a span of the profile, in milliseconds. */
  readonly ms: (span: keyof Spans) => number;
  readonly among: <T>(values: readonly T[]) => T;
}
type Fault = (draw: Draw) => FaultActionInput;

const span = (fromMs: number, toMs: number) =>
  z
    .tuple([z.int().min(0), z.int().min(0)])
    .refine(([from, to]) => from <= to, 'the first must not be greater than the second')
    .default([fromMs, toMs]);

/** How long what a fault brings about takes, each drawn between the two, in milliseconds. */
const spansSchema = z.strictObject({
  slow: span(100, 1_000),
  lateCommit: span(200, 1_500),
  stale: span(200, 1_000),
  settle: span(500, 3_000),
  lapse: span(3_000, 10_000),
  lateAuthorisation: span(5_000, 30_000),
  webhookDelay: span(200, 3_000),
});
type Spans = z.output<typeof spansSchema>;

const CALLS: readonly Operation[] = OPERATIONS;
const READS: readonly Operation[] = ['getOrder', 'getOrderByReference'];
const MONEY: readonly Operation[] = ['capture', 'cancel', 'refund'];

const ABOUT_AN_ORDER: readonly Operation[] = [
  'createOrder',
  'createHostedLink',
  'createPayment',
  'generateOtp',
  'submitOtp',
  'getOrder',
  'capture',
  'cancel',
];

const fault = (action: FaultActionInput | Fault, on: readonly Operation[] = CALLS) => ({
  action: typeof action === 'function' ? action : () => action,
  on,
});
const limited = (status: 422 | 429, retryAfterS: number | null) =>
  fault({ kind: 'rate-limit', status, retryAfterS, code: status === 422 ? 'PAYMENT_RATE_LIMIT' : 'API_RATE_LIMIT' });

/** Carried out later, or not at all: whichever of the three the call is. */
const PENDING = { captureMode: 'pending', cancelMode: 'pending', refundMode: 'pending' } as const;
const endOf = (end: 'settle' | 'fail') =>
  fault(({ ms }) => ({ kind: 'behave', settings: PENDING, then: { act: end, afterMs: ms('settle') } }), MONEY);

/** The remainder of a partial capture stays on hold, and the payment shows it or not. */
const KEPT = { releaseRemainder: false, remainderShows: 'PROCESSED' } as const;
const KEPT_AND_SHOWN = { releaseRemainder: false, remainderShows: 'AUTHORIZED' } as const;
type Kept = typeof KEPT | typeof KEPT_AND_SHOWN;
const neverLetGo = (settings: Kept) => fault({ kind: 'behave', settings }, ['capture']);
const letGoLate = (settings: Kept) =>
  fault(
    ({ ms }) => ({ kind: 'behave', settings, then: { act: 'release-remainder', afterMs: ms('settle') } }),
    ['capture'],
  );

/** What the adversary can do to a call, by the name that a profile gives a rate to. */
export const CALL_FAULTS = {
  slow: fault(({ ms }) => ({ kind: 'slow', ms: ms('slow') })),
  'commit-then-silence': fault({ kind: 'commit-then-silence' }),
  'commit-then-reset': fault({ kind: 'commit-then-reset' }),
  'silence-without-commit': fault({ kind: 'silence-without-commit' }),
  'reset-before-commit': fault({ kind: 'reset-before-commit' }),
  'late-commit': fault(({ ms }) => ({ kind: 'late-commit', ms: ms('lateCommit') })),
  'late-commit-after-silence': fault(({ ms }) => ({ kind: 'late-commit', cut: 'silence', ms: ms('lateCommit') })),
  'error-before-commit': fault({ kind: 'error', commit: false }),
  'error-after-commit': fault({ kind: 'error', commit: true, status: 504 }),
  unavailable: fault({ kind: 'error', commit: false, status: 503 }),
  'unavailable-with-retry-after': fault({ kind: 'error', commit: false, status: 503, retryAfterS: 2 }),
  html: fault({ kind: 'html' }),
  garbage: fault({ kind: 'garbage' }),
  truncate: fault({ kind: 'truncate' }),
  'rate-limit': limited(429, 1),
  'rate-limit-without-retry-after': limited(429, null),
  'rate-limit-as-422': limited(422, null),
  'rate-limit-on-read-long': fault({ kind: 'rate-limit', retryAfterS: 30 }, READS),
  'revoke-token': fault({ kind: 'revoke-token' }),
  'stale-read': fault(({ ms }) => ({ kind: 'stale-read', ms: ms('stale') }), READS),
  decline: fault({ kind: 'decline', code: 'PAYMENT_DECLINED' }, MONEY),
  'pending-then-settled': endOf('settle'),
  'pending-then-failed': endOf('fail'),
  'accepted-without-effect': fault({ kind: 'behave', settings: { cancelMode: 'ignored', cancelShows: 'CREATED' } }, [
    'cancel',
  ]),
  'forged-webhook': fault(
    ({ among }) => ({ kind: 'forge-webhook', claim: { ...among(CLAIMS), stampOffsetMs: among(FORGED_STAMPS_MS) } }),
    ABOUT_AN_ORDER,
  ),
  'lose-hold': fault({ kind: 'decline', code: 'PAYMENT_DECLINED', loseHold: true }, ['capture']),
  'remainder-late': letGoLate(KEPT),
  'remainder-never': neverLetGo(KEPT),
  'remainder-late-shown': letGoLate(KEPT_AND_SHOWN),
  'remainder-never-shown': neverLetGo(KEPT_AND_SHOWN),
  'lapse-early': fault(
    ({ ms }) => ({ kind: 'behave', then: { act: 'lapse', afterMs: ms('lapse') } }),
    ['createPayment', 'submitOtp'],
  ),
  'authorise-late': fault(
    ({ ms }) => ({ kind: 'behave', then: { act: 'authorise-late-once', afterMs: ms('lateAuthorisation') } }),
    ['createPayment'],
  ),
} as const satisfies Record<string, { action: Fault; on: readonly Operation[] }>;
export type CallFault = keyof typeof CALL_FAULTS;

const WEBHOOK_FAULTS = {
  lose: () => ({ kind: 'lose' }),
  duplicate: () => ({ kind: 'duplicate', copies: 2 }),
  delay: ({ ms }) => ({ kind: 'delay', ms: ms('webhookDelay') }),
  reorder: () => ({ kind: 'reorder' }),
  forge: () => ({ kind: 'forge' }),
} as const satisfies Record<WebhookAction['kind'], (draw: Draw) => WebhookAction>;
export type WebhookFault = keyof typeof WEBHOOK_FAULTS;

const rate = z.number().min(0).max(1);
const MOMENTS = [...OPERATIONS, 'webhook'] as const;
type Moment = (typeof MOMENTS)[number];
const ratesOf = (moment: Moment) => {
  const names =
    moment === 'webhook'
      ? Object.keys(WEBHOOK_FAULTS)
      : Object.entries(CALL_FAULTS).flatMap(([name, { on }]) => (on.includes(moment) ? [name] : []));
  return z
    .partialRecord(z.enum(names), rate)
    .refine((rates) => Object.values(rates).reduce<number>((sum, one) => sum + (one ?? 0), 0) <= 1, 'at most 1 in all')
    .optional();
};

/** A seed and, for each operation and for webhooks, how often which fault is drawn. */
export const profileSchema = z.strictObject({
  seed: z.int(),
  rates: z.strictObject(
    Object.fromEntries(MOMENTS.map((moment) => [moment, ratesOf(moment)])) as Record<
      Moment,
      ReturnType<typeof ratesOf>
    >,
  ),
  spans: spansSchema.prefault({}),
});
export type Profile = z.output<typeof profileSchema>;
export type ProfileInput = z.input<typeof profileSchema>;

/** What was drawn so far. */
export interface AdversaryReport {
  readonly seed: number | null;
  readonly calls: Readonly<Record<string, number>>;
  readonly drawn: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * Draws for every call and every webhook whether and how it goes wrong. What it draws depends on nothing but the seed,
 * the operation, the order and how many times that operation came for that order: concurrency changes no draw.
 */
export class Adversary {
  #profile: Profile | null = null;
  #ordinals = new Map<string, number>();
  #drawn = new Map<string, Map<string, number>>();
  #stories = new Map<string, string[]>();
  #calls = new Map<string, number>();

  /** Begins anew with this profile; `null` ends it. */
  follow(profile: Profile | null): void {
    this.#profile = profile;
    this.#ordinals = new Map();
    this.#drawn = new Map();
    this.#stories = new Map();
    this.#calls = new Map();
  }

  call(operation: Operation, reference = ''): FaultActionInput | undefined {
    const drawn = this.#draw(operation, reference);
    return drawn && CALL_FAULTS[drawn.name as CallFault].action(drawn);
  }

  webhook(_event: EventType, reference: string): WebhookAction | undefined {
    const drawn = this.#draw('webhook', reference);
    return drawn && WEBHOOK_FAULTS[drawn.name as WebhookFault](drawn);
  }

  report(): AdversaryReport {
    const drawn = [...this.#drawn].map(([moment, counts]) => [moment, Object.fromEntries(counts)] as const);
    return {
      seed: this.#profile?.seed ?? null,
      calls: Object.fromEntries(this.#calls),
      drawn: Object.fromEntries(drawn),
    };
  }

  /** What was drawn for one order, in sequence, such as `capture 1: late-commit`. */
  storyOf(reference: string): readonly string[] {
    return this.#stories.get(reference) ?? [];
  }

  #draw(moment: Moment, reference: string): (Draw & { name: string }) | undefined {
    const profile = this.#profile;
    if (!profile) return undefined;
    const key = `${moment}|${reference}`;
    const ordinal = (this.#ordinals.get(key) ?? 0) + 1;
    this.#ordinals.set(key, ordinal);
    count(this.#calls, moment);
    const random = randomOf(`${profile.seed}|${key}|${ordinal}`);
    const name = pick(profile.rates[moment] ?? {}, random());
    if (name === undefined) return undefined;
    const counts = this.#drawn.get(moment) ?? new Map<string, number>();
    this.#drawn.set(moment, count(counts, name));
    this.#stories.set(reference, [...this.storyOf(reference), `${moment} ${ordinal}: ${name}`]);
    const ms: Draw['ms'] = (which) => {
      const [from, to] = profile.spans[which];
      return Math.round(from + random() * (to - from));
    };
    const among: Draw['among'] = (values) => values[Math.floor(random() * values.length)] as (typeof values)[number];
    return { name, ms, among };
  }
}

function pick(rates: Readonly<Partial<Record<string, number>>>, drawn: number): string | undefined {
  let upTo = 0;
  for (const [name, share = 0] of Object.entries(rates)) {
    upTo += share;
    if (drawn < upTo) return name;
  }
  return undefined;
}

const count = (counts: Map<string, number>, name: string): Map<string, number> =>
  counts.set(name, (counts.get(name) ?? 0) + 1);
