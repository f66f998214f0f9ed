import type { Secret } from '../vault/secret';

/** A token's answer: `expires_at` by the gateway's clock, `expires_in` in seconds; either may be missing. */
export interface IssuedToken {
  readonly token: Secret<string>;
  readonly expiresAt?: string;
  readonly expiresInS?: number;
}

interface TokenSource {
  /** The present token, or a new one; however many ask at once, one login is made. Rejects as the login does. */
  get(): Promise<Secret<string>>;
  /** Forgets a token that the gateway refused, unless it has been replaced already. */
  forget(token: Secret<string>): void;
}

const MINUTE_MS = 60_000;
/** How long a token lives where the gateway names no end: its samples say an hour. */
const DEFAULT_LIFE_MS = 50 * MINUTE_MS;
const REFRESH_EARLY_MS = MINUTE_MS;

/** Keeps one access token in memory and renews it at least a minute before its end. */
export function createTokenSource(login: () => Promise<IssuedToken>, clock: () => number): TokenSource {
  let current: { readonly token: Secret<string>; readonly refreshAtMs: number } | undefined;
  let pending: Promise<Secret<string>> | undefined;

  const renew = async (): Promise<Secret<string>> => {
    const issued = await login();
    const now = clock();
    const lifeMs = lifeOf(issued, now);
    // A life of less than two minutes would otherwise mean a login for every call.
    current = { token: issued.token, refreshAtMs: now + Math.max(lifeMs - REFRESH_EARLY_MS, lifeMs / 2) };
    return issued.token;
  };

  return {
    async get() {
      if (current && clock() < current.refreshAtMs) return current.token;
      pending ??= renew().finally(() => (pending = undefined));
      return pending;
    },
    forget(token) {
      if (current?.token === token) current = undefined;
    },
  };
}

/**
 * A token that claims to have ended when it is issued only shows that the clocks disagree: then `expires_in` counts.
 */
function lifeOf({ expiresAt, expiresInS }: IssuedToken, now: number): number {
  const untilMs = expiresAt === undefined ? 0 : Date.parse(expiresAt) - now;
  if (untilMs > 0) return untilMs;
  return expiresInS ? expiresInS * 1_000 : DEFAULT_LIFE_MS;
}
