import { createHash, randomUUID } from 'node:crypto';
import { checked } from './checked';
import type { OrderRequest } from './orders';
import { keyedCall } from './request-schemas';

/** Digest of the whole content of the request; defaults from the configuration are not part of it. */
export const fingerprintOf = (order: OrderRequest): string => sha256(canonical(order));

/**
 * The id of an update. A key is good for one message with one content: the digest of both keeps a key that is used
 * again for something else from being answered with what was asked before. (Ids are not encrypted; keys may be
 * anything.)
 */
export const updateIdOf = (name: string, key: string, content: string): string =>
  `${name}-${sha256(JSON.stringify([key, content]))}`;

/** What tells a request from others: the caller's key, or a new one, which the caller is told in case of need. */
export interface RequestIdentity {
  readonly key: string;
  readonly updateId: string;
}

/**
 * `content`: what else tells the request from others.
 * @throws InvalidRequest for a key that could not be said over HTTP, too
 */
export function identityOf(name: string, key: string = randomUUID(), content: unknown = null): RequestIdentity {
  assertIdempotencyKey(key);
  return { key, updateId: updateIdOf(name, key, canonical(content)) };
}

/** @throws InvalidRequest for a key of another syntax */
export const assertIdempotencyKey = (given: string): void => void checked(keyedCall, { idempotencyKey: given });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted names, so that equal values give equal text. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
