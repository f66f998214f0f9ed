import { z } from 'zod';
import { TIMES_TO_DECISION } from '../../workflows/domain/holds/exposure';
import type { Exposure } from '../../workflows/domain/holds/exposure';
import { REFUND_VIEW_STATES } from '../../workflows/domain/refund/states';
import { ORDER_STATES } from '../../workflows/domain/order/view/states';
import type { OrderState } from '../../workflows/domain/order/view/states';
import { WISH_KINDS, WISH_OUTCOMES } from '../../workflows/domain/order/wish-kinds';
import type { WishOutcome } from '../../workflows/domain/order/wish-kinds';
import type { RefundView } from '../../workflows/contract/refund';
import type { OrderGlance, TrackedOrder } from '../orders';
import type { BuyerView } from './buyer-view';

/** Orders and refunds as the edge shows them, for the OpenAPI document. */

const amount = z.object({ value: z.int().describe('Minor units: paisa'), currency: z.string() });
export const at = z.iso.datetime();
const sentences = (states: Readonly<Record<string, string>>): string =>
  Object.entries(states)
    .map(([name, meaning]) => `${name}: ${meaning}.`)
    .join(' ');
const state = z.enum(Object.keys(ORDER_STATES) as [OrderState, ...OrderState[]]).describe(sentences(ORDER_STATES));
const attention = z
  .object({ code: z.string(), reason: z.string(), since: at, advice: z.string() })
  .nullable()
  .describe('Set while it waits for a person');
const timeline = z.array(z.object({ at, what: z.string() }));
const workflow = z.object({
  id: z.string(),
  runId: z.string(),
  url: z.string().nullable().describe("The order's page in Temporal's Web UI"),
});

const resolvedAs = z.enum(['captured', 'released', 'declined']);

const wish = z.object({
  key: z.string().describe('As in `accepted`'),
  updateId: z.string().describe('In the history of the workflow'),
  kind: z.enum(WISH_KINDS),
  at,
  outcome: z.enum(Object.keys(WISH_OUTCOMES) as [WishOutcome, ...WishOutcome[]]).describe(sentences(WISH_OUTCOMES)),
  code: z.string().nullable(),
  reason: z.string().nullable().describe('Why it was refused, or came too late'),
});

const nextAction = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('submitOtp'),
    resendAfter: at.nullable(),
    attemptsLeft: z.int().describe('0: only a new OTP may be entered'),
    submitAfter: at.exactOptional().describe('The next one is taken from then on, for several were wrong'),
  }),
  z.object({ type: z.literal('redirect'), url: z.string() }),
  z.object({ type: z.literal('pay'), attemptsLeft: z.int() }),
]);

export const refund: z.ZodType<RefundView> = z
  .object({
    refundReference: z.string(),
    orderReference: z.string(),
    gatewayRefundId: z.string().nullable(),
    state: z
      .enum(Object.keys(REFUND_VIEW_STATES) as [RefundView['state'], ...RefundView['state'][]])
      .describe(sentences(REFUND_VIEW_STATES)),
    amount: amount.nullable(),
    reason: z.string(),
    requestedAt: at,
    decline: z
      .object({ code: z.string(), reason: z.string().exactOptional() })
      .nullable()
      .describe('Why it was refused'),
    attention,
    waitingFor: z.string().describe('One plain sentence'),
    timeline,
  })
  .meta({ id: 'Refund' });

const exposureSum = z.object({ count: z.int(), amount });
export const exposure: z.ZodType<Exposure> = z
  .object({
    at,
    total: exposureSum,
    byTime: z.record(z.enum(TIMES_TO_DECISION), exposureSum).describe('What is decided about by itself'),
    parked: exposureSum.describe('What waits for a person'),
    ended: exposureSum.describe('What nobody looks after: its workflow ended before the order did. Revive it'),
    truncated: z
      .boolean()
      .describe(
        'Not all were counted, for there are too many or time was up: those decided about within a day count first',
      ),
  })
  .meta({ id: 'Exposure' });

const decline = z
  .object({ code: z.string(), at })
  .nullable()
  .describe('The last refusal; null once a later success overtook it');

export const order: z.ZodType<TrackedOrder> = z
  .object({
    reference: z.string(),
    gatewayOrderId: z.string().nullable(),
    checkout: z.enum(['seamless', 'hosted']),
    state,
    final: z
      .boolean()
      .describe('Whether the money is settled for good: nothing of it can change any more, and nobody is waited for'),
    settledBy: z
      .enum(['holdfast', 'gateway', 'operator'])
      .nullable()
      .describe(
        'Who settled it: Holdfast, the gateway or somebody in its dashboard, an operator; null while it is open, or waits for a person',
      ),
    amount,
    ledger: z.object({ authorised: amount, held: amount, captured: amount, released: amount, refunded: amount }),
    nextAction: nextAction.nullable().describe('What the buyer has to do next'),
    decideAt: at.nullable().describe('When the hold is decided about at the latest; null once settled'),
    policy: z.object({
      onDelivery: z.enum(['capture', 'wait']),
      atDeadline: z.enum(['captureIfDelivered', 'capture', 'release']),
      decideBy: z.union([z.object({ at }), z.object({ afterMs: z.int() })]).nullable(),
    }),
    deliveredAt: at.nullable(),
    decline,
    attention,
    resolutions: z
      .array(z.object({ as: resolvedAs, actor: z.string(), reason: z.string(), forced: z.boolean(), at }))
      .describe('What people have resolved'),
    wishes: z
      .array(wish)
      .describe('What was handed over because no worker took it in time, the newest 20, and what became of it'),
    waitingFor: z.string().describe('One plain sentence, for people: programs look at `final` and `attention`'),
    timeline,
    gatewayClockOffMs: z
      .int()
      .describe(
        "How far the gateway's clock is ahead of what ours allows (negative: behind), as its hold shows; 0 within",
      ),
    returnUrl: z.string().nullable(),
    workflow,
    refunds: z.array(refund).exactOptional().describe('When the order was read and some were asked for'),
  })
  .meta({ id: 'Order' });

export const checkoutToken = z
  .object({ token: z.string(), expiresAt: at })
  .describe(
    'For the browser of the buyer, as `Authorization: Bearer`: pay, OTP and what the buyer may see of this order',
  );
/** What the caller who placed it gets. */
export const placedOrder = z.intersection(order, z.object({ checkoutToken }));

export const buyerView: z.ZodType<BuyerView> = z
  .object({
    reference: z.string(),
    state,
    amount: amount.exactOptional(),
    final: z.boolean().exactOptional(),
    nextAction: nextAction.nullable().exactOptional(),
    decline: decline.exactOptional(),
  })
  .meta({ id: 'BuyerView', description: 'An order as its buyer may see it; while no worker answers, where it stands' });
/** As the scopes of the caller allow. */
export const orderOrBuyerView = z.union([order, buyerView]);

export const glance: z.ZodType<OrderGlance> = z
  .object({
    reference: z.string(),
    state,
    gatewayOrderId: z.string().nullable(),
    held: amount,
    decideAt: at.nullable(),
    attention: z.string().nullable().describe('Why it waits for a person'),
    attentionSince: at.nullable(),
    workflow,
    unreadable: z.string().exactOptional().describe('Why what is sealed of it cannot be read, where it cannot'),
  })
  .meta({ id: 'OrderGlance', description: 'What is known of an order without asking its workflow; a moment behind' });
