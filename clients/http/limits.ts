import { createHmac, randomBytes } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { EdgeApp, Limits } from './edge';
import type { EdgeMetrics } from './metrics';
import { Problem } from './problems';

/** Each counts one more, and throws the Problem `too-many-requests` where that is one too many. */
export interface LimitChecks {
  countRequest(request: FastifyRequest): Promise<void>;
  countRefusal(request: FastifyRequest): Promise<void>;
  countCard(request: FastifyRequest, number: string): Promise<void>;
  countNotice(request: FastifyRequest, reference: string): Promise<void>;
}

const MINUTE_MS = 60_000;
const CARD_WINDOW_MS = 10 * MINUTE_MS;
/** A gateway tells of an order some ten times in its life; what is refused it sends again later. */
const NOTICES_PER_MINUTE = 20;
/** The oldest counters go first where there are more keys, addresses or cards than that. */
const COUNTERS = 100_000;

const DETAILS = {
  requests: 'This key has sent too many requests',
  refusals: 'Too many requests with unknown keys came from this address',
  cards: 'This card was tried too often',
  notices: 'Too many webhooks about this order came in a minute',
} as const;

export async function registerLimits(app: EdgeApp, limits: Limits, { turnedAway }: EdgeMetrics): Promise<LimitChecks> {
  await app.register(rateLimit, { global: false });
  // A number is told from others by a digest that nobody can make outside of this process, and is kept nowhere.
  const ownKey = randomBytes(32);
  const limit = (
    what: keyof typeof DETAILS,
    max: number,
    timeWindow: number,
    keyOf?: (request: FastifyRequest) => string,
  ) => {
    // `cache` is taken here, too, though the types do not say so (11.2).
    const options = { max, timeWindow, cache: COUNTERS, ...(keyOf && { keyGenerator: keyOf }) };
    const check = app.createRateLimit(options);
    return async (request: FastifyRequest): Promise<void> => {
      const counted = await check(request);
      if (counted.isAllowed || !counted.isExceeded) return;
      turnedAway.inc({ limit: what });
      throw new Problem('too-many-requests', { detail: DETAILS[what], retryAfterS: counted.ttlInSeconds });
    };
  };
  /** A limit for what stands in the body, which is known only to the route. */
  const keyed = (what: keyof typeof DETAILS, max: number, timeWindow: number) => {
    const keys = new WeakMap<FastifyRequest, string>();
    const count = limit(what, max, timeWindow, (request) => keys.get(request) ?? '');
    return (request: FastifyRequest, key: string): Promise<void> => {
      keys.set(request, key);
      return count(request);
    };
  };
  const countCardBy = keyed('cards', limits.cardTests, CARD_WINDOW_MS);
  return {
    countRequest: limit('requests', limits.requestsPerMinute, MINUTE_MS, callerIn),
    // The library tells addresses apart by itself: of IPv6, networks of 64 bits.
    countRefusal: limit('refusals', limits.refusalsPerMinute, MINUTE_MS),
    countCard: (request, number) => countCardBy(request, createHmac('sha256', ownKey).update(number).digest('base64')),
    countNotice: keyed('notices', NOTICES_PER_MINUTE, MINUTE_MS),
  };
}

const callerIn = ({ caller }: FastifyRequest): string =>
  caller?.reach.kind === 'order' ? `order ${caller.reach.reference}` : `key ${caller?.name}`;
