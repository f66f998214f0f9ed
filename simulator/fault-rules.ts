import { z } from 'zod';
import { ACT_NAMES } from './acts';
import { claimSchema } from './forgery';
import { OPERATIONS, type Operation } from './model';
import { settingsChangeSchema } from './settings';

const ms = z.int().min(0);
const commit = z.boolean().default(true);
/** The header `Retry-After`, which nobody documents: from now, in the past, too, as seconds or as a date. */
const retryAfterS = z.int().nullable();
const retryAfterAs = z.enum(['seconds', 'date']);

/** What can go wrong with a call. `commit` says whether it took effect all the same. */
const actionSchema = z.discriminatedUnion('kind', [
  /** Takes effect at once, is answered late. */
  z.strictObject({ kind: z.literal('slow'), ms }),
  z.strictObject({ kind: z.literal('commit-then-silence') }),
  z.strictObject({ kind: z.literal('commit-then-reset') }),
  z.strictObject({ kind: z.literal('silence-without-commit') }),
  z.strictObject({ kind: z.literal('reset-before-commit') }),
  z.strictObject({
    kind: z.literal('error'),
    commit: z.boolean(),
    status: z.int().min(500).max(599).default(500),
    retryAfterS: retryAfterS.optional(),
    retryAfterAs: retryAfterAs.optional(),
  }),
  /** The client is cut off (`silence`: until it gives up itself), and only `ms` later the call takes effect. */
  z.strictObject({ kind: z.literal('late-commit'), ms, cut: z.enum(['reset', 'silence']).default('reset') }),
  /** Refused without effect; on capture, `loseHold` makes it the capture failure of docs/gateway.md §4. */
  z.strictObject({
    kind: z.literal('decline'),
    code: z.string().regex(/^[A-Z_]{1,50}$/),
    status: z.int().min(400).max(599).default(422),
    loseHold: z.boolean().default(false),
  }),
  /** `retryAfterS` null: without the header. */
  z.strictObject({
    kind: z.literal('rate-limit'),
    retryAfterS: retryAfterS.default(1),
    retryAfterAs: retryAfterAs.optional(),
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
  /** Carried out and answered as it should be; and somebody who knows the webhook secret claims this of its order. */
  z.strictObject({ kind: z.literal('forge-webhook'), claim: claimSchema }),
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
