import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../activities/vault';
import type { Scope } from '../scopes';

export interface ApiKey {
  /** Appears in logs instead of the key. */
  readonly name: string;
  readonly key: Secret<string>;
  readonly scopes: readonly Scope[];
}

export interface Caller {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Who an `Authorization` header belongs to, if anybody. Digests are compared, all of them, so that the time taken
 * tells neither the length of a key nor how much of it was right.
 */
export function createAuthenticator<Known>(
  keys: readonly { readonly caller: Known; readonly key: Secret<string> }[],
): (authorization: string | undefined) => Known | undefined {
  const callers = keys.map(({ caller, key }) => ({ caller, digest: digestOf(key.expose()) }));
  return (authorization) => {
    const digest = digestOf(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
    return callers.filter((known) => timingSafeEqual(known.digest, digest))[0]?.caller;
  };
}
