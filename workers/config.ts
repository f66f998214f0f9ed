import { z } from 'zod';
import { isShopless } from '../clients/api-keys';
import { isLoopback } from '../clients/loopback';
import { temporalProfile } from '../clients/temporal/connection';
import type { Policy, Timing } from '../workflows/domain/order/terms';
import type { RefundTiming } from '../workflows/domain/refund/refund';
import type { Environment, Values, Variable } from './config-schema';
import { environment } from './config-schema';
import { ORDER_TERMS, policyOf, refundTimingOf, timingOf } from './order-terms';
import { publishedIn } from './published-samples';

interface Problem {
  readonly variable: string;
  readonly expected: string;
}

/** Names every variable that is wrong and what it should be; holds no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(({ variable, expected }) => `  ${variable}: expected ${expected}`);
    super(`Configuration: ${problems.length} problem${problems.length === 1 ? '' : 's'}\n${lines.join('\n')}`);
  }
}

/**
 * What one part of a process needs: the variables that it reads, and what it makes of them together, or finds wrong.
 */
const section = <V extends Variable, T>(
  variables: readonly V[],
  read: (values: Pick<Values, V>, environment: Environment) => T | Problem[],
) => ({ variables, read });

const TEMPORAL = Object.keys(environment.shape).filter((name) => name.startsWith('TEMPORAL_')) as 'TEMPORAL_UI_URL'[];

const SECTIONS = {
  log: section(['LOG_LEVEL'], (v) => ({ level: v.LOG_LEVEL })),

  temporal: section(TEMPORAL, (v, env) => {
    const profile = temporalProfile(env);
    if (Array.isArray(profile))
      return profile.map((variable) => ({ variable, expected: 'a value: none is set, and no default is safe' }));
    return { ...profile, uiUrl: v.TEMPORAL_UI_URL };
  }),

  gateway: section(
    [
      'PLURAL_BASE_URL',
      'PLURAL_CLIENT_ID',
      'PLURAL_CLIENT_SECRET',
      'PUBLIC_URL',
      'PLURAL_ANSWER_WITHIN',
      'GATEWAY_MAX_CONCURRENT_CALLS',
      'GATEWAY_MAX_CALLS_PER_SECOND',
    ],
    (v) => ({
      baseUrl: v.PLURAL_BASE_URL,
      clientId: v.PLURAL_CLIENT_ID,
      clientSecret: v.PLURAL_CLIENT_SECRET,
      answerWithinMs: v.PLURAL_ANSWER_WITHIN,
      callbackUrl: `${v.PUBLIC_URL}/v1/callbacks/plural`,
      limits: { maxConcurrent: v.GATEWAY_MAX_CONCURRENT_CALLS, maxPerSecond: v.GATEWAY_MAX_CALLS_PER_SECOND },
    }),
  ),

  callbacks: section(['PLURAL_CALLBACK_SECRET', 'PLURAL_WEBHOOK_SECRET', 'PLURAL_WEBHOOK_SECRET_ENCODING'], (v) => ({
    callbackKeys: v.PLURAL_CALLBACK_SECRET,
    webhookSecrets: v.PLURAL_WEBHOOK_SECRET,
    webhookSecretEncoding: v.PLURAL_WEBHOOK_SECRET_ENCODING,
  })),

  http: section(['HTTP_HOST', 'HTTP_PORT', 'PUBLIC_URL', 'CHECKOUT_PAGE'], (v) => ({
    host: v.HTTP_HOST,
    port: v.HTTP_PORT,
    publicUrl: v.PUBLIC_URL,
    checkoutPage: v.CHECKOUT_PAGE === 'on',
  })),

  access: section(
    ['API_KEYS', 'API_KEYS_FILE', 'SHOP_DEFAULT'],
    ({ API_KEYS: keys = [], API_KEYS_FILE: file, SHOP_DEFAULT: shopDefault }) => {
      if (keys.length === 0 && file === undefined) {
        return [{ variable: 'API_KEYS', expected: 'at least one key, here or in API_KEYS_FILE' }];
      }
      if (keys.some((key) => isShopless(key, shopDefault))) {
        return [{ variable: 'API_KEYS', expected: ':shop=name of each key that is no operator, or SHOP_DEFAULT' }];
      }
      return { keys, file, shopDefault };
    },
  ),

  checkoutTokens: section(['CHECKOUT_TOKEN_KEYS', 'CHECKOUT_TOKEN_TTL'], (v) => ({
    keys: v.CHECKOUT_TOKEN_KEYS,
    ttlMs: v.CHECKOUT_TOKEN_TTL,
  })),

  /** Where buyers may be sent back to: whoever places orders has to know. */
  returns: section(['RETURN_URL_HOSTS'], (v) => ({ hosts: v.RETURN_URL_HOSTS ?? [] })),

  workerHttp: section(['WORKER_HTTP_HOST', 'WORKER_HTTP_PORT'], (v) => ({
    host: v.WORKER_HTTP_HOST,
    port: v.WORKER_HTTP_PORT,
  })),

  audit: section(['AUDIT_EVERY', 'AUDIT_WITHIN', 'AUDIT_SAMPLE'], (v) => ({
    everyMs: v.AUDIT_EVERY,
    withinMs: v.AUDIT_WITHIN,
    sample: v.AUDIT_SAMPLE,
  })),

  codecServer: section(['CODEC_HTTP_HOST', 'CODEC_HTTP_PORT', 'CODEC_ALLOWED_ORIGIN', 'CODEC_TOKEN'], (v) =>
    v.CODEC_TOKEN === undefined && !isLoopback(v.CODEC_HTTP_HOST)
      ? [{ variable: 'CODEC_TOKEN', expected: 'name:token, because other machines can reach CODEC_HTTP_HOST' }]
      : {
          host: v.CODEC_HTTP_HOST,
          port: v.CODEC_HTTP_PORT,
          allowedOrigin: v.CODEC_ALLOWED_ORIGIN,
          tokens: v.CODEC_TOKEN ?? new Map(),
        },
  ),

  vault: section(['VAULT_URL', 'VAULT_CARD_TTL', 'VAULT_OTP_TTL'], (v) => ({
    url: v.VAULT_URL,
    ttlMs: { card: v.VAULT_CARD_TTL, otp: v.VAULT_OTP_TTL },
  })),

  encryption: section(['ENCRYPTION_KEYS'], (v) => ({ keyring: v.ENCRYPTION_KEYS })),

  orders: section(ORDER_TERMS, (v): { policy: Policy; timing: Timing; refunds: RefundTiming } | Problem[] => {
    const timing = timingOf(v);
    if (timing.holdSafetyMarginMs >= timing.holdWindowMs) {
      return [{ variable: 'HOLD_SAFETY_MARGIN', expected: 'less than HOLD_WINDOW' }];
    }
    if (timing.decisionSpreadMs > timing.holdSafetyMarginMs) {
      return [{ variable: 'DECISION_SPREAD', expected: 'at most HOLD_SAFETY_MARGIN' }];
    }
    return { policy: policyOf(v), timing, refunds: refundTimingOf(v, timing) };
  }),
};

export type Section = keyof typeof SECTIONS;
/** All that any process reads. */
export const ALL_SECTIONS = Object.keys(SECTIONS) as readonly Section[];
export type Config = { readonly [S in Section]: Exclude<ReturnType<(typeof SECTIONS)[S]['read']>, Problem[]> };

const schemaOf = (names: readonly Variable[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, environment.shape[name]])));

/**
 * What the given parts of a process need, from the environment. A variable that is set to nothing counts as not set.
 * @throws ConfigError with every problem at once.
 */
export function loadConfig<S extends Section>(env: Environment, sections: readonly S[]): Pick<Config, S> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const names = new Set(sections.flatMap((name) => SECTIONS[name].variables as readonly Variable[]));
  const parsed = schemaOf([...names]).safeParse(given);

  const problems: Problem[] = (parsed.error?.issues ?? []).map(({ path, message }) => ({
    variable: String(path[0]),
    expected: message,
  }));
  problems.push(
    ...publishedIn(given).filter(
      ({ variable }) => names.has(variable) && !problems.some((problem) => problem.variable === variable),
    ),
  );
  const config: Partial<Record<Section, unknown>> = {};
  for (const name of sections) {
    const { variables, read } = SECTIONS[name];
    // A variable that is wrong by itself is not judged again together with the rest.
    if (problems.some(({ variable }) => (variables as readonly string[]).includes(variable))) continue;
    const value = (read as (values: unknown, environment: Environment) => unknown)(
      schemaOf(variables).parse(given),
      given,
    );
    if (Array.isArray(value)) problems.push(...(value as Problem[]));
    else config[name] = value;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config as Pick<Config, S>;
}

/**
 * What `load` gives; when the configuration is wrong, its problems go to standard error and the process ends with 1.
 */
export function exitOnBadConfig<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
