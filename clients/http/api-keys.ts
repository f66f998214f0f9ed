import { timingSafeEqual } from 'node:crypto';
import { digestOf } from '../api-keys';

/** The token of an `Authorization` header; empty where there is none. */
export const bearerOf = (authorization: string | undefined): string =>
  /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';

/**
 * Whose token it is, if anybody's. Digests are compared, all of them, so that the time taken tells neither the length of
 * a key nor how much of it was right.
 */
export function ownerOf<Known extends { readonly digest: Buffer }>(
  known: readonly Known[],
  token: string,
): Known | undefined {
  const digest = digestOf(token);
  return known.filter((one) => timingSafeEqual(one.digest, digest))[0];
}
