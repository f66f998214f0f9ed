import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Vault } from '../../activities/vault';
import type { Snapshot } from '../../workflows/domain/gateway/snapshot';
import type { Instant } from '../../workflows/domain/values/time';
import type { createReturnVerifier } from '../callbacks/return-signature';
import type { createWebhookVerifier } from '../callbacks/webhook-signature';
import type { GatewayNews } from '../gateway-news';
import type { CallOptions, Orders } from '../orders';
import type { Scope } from '../scopes';
import type { OrderOwners } from '../shops';
import type { Caller } from './caller';
import type { CallersOptions } from './callers';

/** The edge needs Temporal for everything, the vault for cards and OTPs, workers for answers. */
export const PROBED = ['temporal', 'vault', 'workers'] as const;
type Probed = (typeof PROBED)[number];

/** All that the edge works with, provided by the process that composes it; tests provide fakes. */
export interface EdgeDependencies extends CallersOptions {
  readonly orders: Orders;
  readonly owners: OrderOwners;
  readonly news: GatewayNews;
  /** To put and bind secrets, never to read them. */
  readonly vault: Pick<Vault, 'put' | 'claim' | 'discard'>;
  readonly verifyReturn: ReturnType<typeof createReturnVerifier>;
  readonly verifyWebhook: ReturnType<typeof createWebhookVerifier>;
  /** Reduces the body of a verified webhook to a snapshot; `undefined` when there is no order in it. */
  readonly reduceWebhook: (body: unknown, observedAt: Instant) => Snapshot | undefined;
  /** Hosts to which a buyer may be sent back, with or without their port. */
  readonly returnUrlHosts: readonly string[];
  /** Whether the checkout page is served under `/checkout/`. */
  readonly checkoutPage: boolean;
  /** Where callers reach the edge, for the OpenAPI document. */
  readonly publicUrl: string;
  /** What readiness tells of: each rejects when it does not answer. */
  readonly probes: Readonly<Record<Probed, () => Promise<unknown>>>;
  readonly logger: Logger;
}

export type EdgeApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Which scopes open the route, any of them; `public` for routes with a check of their own or none. What opens by
     * `cards` opens by a checkout token, too.
     */
    readonly access?: 'public' | readonly Scope[];
  }
  interface FastifyRequest {
    /** Null on public routes. */
    caller: Caller | null;
    /** Those that the caller comes near; on public routes all. */
    orders: Orders;
  }
}

export const PLACING = ['place'] as const satisfies readonly Scope[];
export const READING = ['read', 'operator'] as const satisfies readonly Scope[];
export const CHECKOUT = ['cards'] as const satisfies readonly Scope[];

/** Which keys open a route, for its description. */
export const accessOf = (access: readonly Scope[]): string =>
  `Scope${access.length > 1 ? 's' : ''}: ${access.join(', ')}${access.includes('cards') ? '; or the checkout token of the order' : ''}.`;

/** Every request is answered within this time, with 202 when the order has no answer yet. */
const ANSWER_WITHIN_MS = 9_500;

/** Aborts when the caller hangs up. Fastify's `request.signal` does so as soon as the body has been read (5.12). */
export function untilHungUp({ raw }: FastifyReply): AbortSignal {
  const hungUp = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) hungUp.abort();
  });
  return hungUp.signal;
}

/**
 * How long to wait from now on, what ends the wait, and the caller's key: the same for every route that asks an order.
 */
export function callOptions(request: FastifyRequest, reply: FastifyReply): CallOptions {
  const idempotencyKey = request.headers['idempotency-key'];
  return {
    timeoutMs: Math.max(500, ANSWER_WITHIN_MS - reply.elapsedTime),
    signal: untilHungUp(reply),
    ...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
  };
}
