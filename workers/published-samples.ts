import type { Environment, Variable } from './config-schema';
import { digestOf } from '../clients/api-keys';
import { isLoopback } from '../clients/loopback';
import { baseUrl } from './config-values';

/**
 * Secrets that everybody can read in this repository, or guess: `.env.example` and its like. A test keeps them
 * complete.
 */
export const PUBLISHED_SAMPLES = {
  PLURAL_CLIENT_SECRET: ['example-client-secret', 'development-only'],
  // The second is `development`.
  PLURAL_CALLBACK_SECRET: ['0A1B2C3D4E5F60718293A4B5C6D7E8F9', '646576656c6f706d656e74'],
  PLURAL_WEBHOOK_SECRET: ['example-webhook-secret', 'development-only'],
  API_KEYS: ['example-key-of-the-shop', 'example-key-of-support'],
  CHECKOUT_TOKEN_KEYS: ['example-key-that-signs-checkout-tokens'],
  CODEC_TOKEN: ['example-token-of-support'],
  ENCRYPTION_KEYS: ['ZXhhbXBsZSBvbmx5LCBuZXZlciB1c2UgdGhpcyBrZXk='],
} as const satisfies Partial<Record<Variable, readonly string[]>>;

const VARIABLES = Object.keys(PUBLISHED_SAMPLES) as (keyof typeof PUBLISHED_SAMPLES)[];
const SAMPLES = new Set(
  Object.values(PUBLISHED_SAMPLES)
    .flat()
    // A key may stand as its digest, too.
    .flatMap((sample) => [sample.toLowerCase(), digestOf(sample).toString('hex')]),
);

/**
 * Whether others can reach this process, or those it works with. HTTP_HOST does not tell: in a container it is always
 * open.
 */
const isExposed = ({ PUBLIC_URL, CODEC_HTTP_HOST }: Environment): boolean => {
  const publicUrl = baseUrl.safeParse(PUBLIC_URL).data;
  return (
    (publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname)) ||
    (CODEC_HTTP_HOST !== undefined && !isLoopback(CODEC_HTTP_HOST.trim()))
  );
};

/** The variables that hold a published secret, alone or among others, where others could make use of it. */
export function publishedIn(env: Environment): { variable: Variable; expected: string }[] {
  if (!isExposed(env)) return [];
  const found = VARIABLES.filter((name) =>
    // A name, a key and its scopes are parted by colons.
    env[name]?.split(/[,:\s]+/).some((part) => SAMPLES.has(part.toLowerCase())),
  );
  return found.map((variable) => ({ variable, expected: 'a value of your own: this one is published' }));
}
