import { z } from 'zod';
import { SHOP_PATTERN } from '../workflows/contract/common';
import * as values from './config-values';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable that Holdfast reads. `.env.example` says what each is for; a test keeps the two together. */
export const environment = z.object({
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug'], { error: 'fatal, error, warn, info or debug' })
    .prefault('info'),

  TEMPORAL_ADDRESS: values
    .textOf('host:port of a Temporal server', /^[\w.-]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i)
    .optional(),
  TEMPORAL_NAMESPACE: values.textOf('the name of a namespace', /^[\w.-]{1,255}$/).optional(),
  TEMPORAL_API_KEY: values.secretText('an API key of Temporal').optional(),
  TEMPORAL_PROFILE: values.textOf('the name of a profile in the configuration file', /^\S+$/).optional(),
  TEMPORAL_CONFIG_FILE: values.textOf('the path of a TOML file', /^.+$/).optional(),
  TEMPORAL_TLS: values.textOf('true or false', /^(?:true|false|1|0)$/i).optional(),
  TEMPORAL_TLS_SERVER_NAME: values.textOf('the name in the certificate of the server', /^\S+$/).optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: values.textOf('the path of a PEM file', /^.+$/).optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: values.textOf('a certificate in PEM', /-----BEGIN /).optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: values.textOf('the path of a PEM file', /^.+$/).optional(),
  TEMPORAL_TLS_CLIENT_CERT_DATA: values.textOf('a certificate in PEM', /-----BEGIN /).optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: values.textOf('the path of a PEM file', /^.+$/).optional(),
  TEMPORAL_TLS_CLIENT_KEY_DATA: values.secretText('a key in PEM', /-----BEGIN /).optional(),
  TEMPORAL_UI_URL: values.pageUrl.optional(),

  PLURAL_BASE_URL: values.baseUrl,
  PLURAL_CLIENT_ID: values.textOf('the client id given by the gateway', /^\S+$/),
  PLURAL_CLIENT_SECRET: values.secretText('the client secret given by the gateway'),
  GATEWAY_MAX_CONCURRENT_CALLS: values.count(9_999).prefault('200'),
  GATEWAY_MAX_CALLS_PER_SECOND: values.count(9_999).prefault('200'),
  PLURAL_ANSWER_WITHIN: values.duration(500).prefault('30 seconds'),
  PLURAL_CALLBACK_SECRET: values.secretTexts(
    'hexadecimal digits in pairs; two keys, comma separated, while one is being rotated out',
    /^(?:[0-9a-fA-F]{2})+$/,
  ),
  PLURAL_WEBHOOK_SECRET: values.secretTexts('a secret; two, comma separated, while one is being rotated out'),
  PLURAL_WEBHOOK_SECRET_ENCODING: z.enum(['utf8', 'base64', 'hex'], { error: 'utf8, base64 or hex' }).prefault('utf8'),

  PUBLIC_URL: values.baseUrl,
  RETURN_URL_HOSTS: values.hosts.optional(),
  HTTP_HOST: values.host.prefault('127.0.0.1'),
  HTTP_PORT: values.port.prefault('8080'),
  API_KEYS: values.apiKeys.optional(),
  API_KEYS_FILE: values.textOf('the path of a file with a key a line', /^.+$/).optional(),
  SHOP_DEFAULT: values.textOf('the name of a shop, 1 to 32 of A-Z a-z 0-9 _ -', SHOP_PATTERN).optional(),
  CHECKOUT_TOKEN_KEYS: values.secretTexts(
    '32 or more visible characters; two, comma separated, while one is being rotated out',
    /^[!-+\--~]{32,}$/,
  ),
  CHECKOUT_TOKEN_TTL: values.duration(60_000).prefault('1 hour'),
  CHECKOUT_PAGE: z.enum(['on', 'off'], { error: 'on or off' }).prefault('off'),

  WORKER_HTTP_HOST: values.host.prefault('127.0.0.1'),
  WORKER_HTTP_PORT: values.port.prefault('9464'),

  AUDIT_EVERY: values.durationOrOff(60_000).prefault('1 hour'),
  AUDIT_WITHIN: values.duration(1_000).prefault('6 hours'),
  AUDIT_SAMPLE: values.count(9_999).prefault('50'),

  CODEC_HTTP_HOST: values.host.prefault('127.0.0.1'),
  CODEC_HTTP_PORT: values.port.prefault('8081'),
  CODEC_ALLOWED_ORIGIN: values.textOf(
    'the origin of the Web UI, such as https://temporal.example.com',
    /^https?:\/\/[^/\s]+$/,
  ),
  CODEC_TOKEN: values.codecTokens.optional(),

  VAULT_URL: values.vaultUrl,
  VAULT_CARD_TTL: values.duration(1_000).prefault('15 minutes'),
  VAULT_OTP_TTL: values.duration(1_000).prefault('5 minutes'),
  ENCRYPTION_KEYS: values.encryptionKeys,

  HOLD_WINDOW: values.duration(1_000).optional(),
  HOLD_SAFETY_MARGIN: values.duration().optional(),
  DECISION_SPREAD: values.duration(0).optional(),
  QUIET_PERIOD: values.quietPeriods.optional(),
  LATE_PROBES: values.growingDurations.optional(),
  PAYMENT_DEADLINE: values.duration(1_000).optional(),
  DECIDE_BY: values.duration(1_000).optional(),
  ON_DELIVERY: z.enum(['capture', 'wait'], { error: 'capture or wait' }).optional(),
  AT_DEADLINE: z
    .enum(['captureIfDelivered', 'capture', 'release'], { error: 'captureIfDelivered, capture or release' })
    .optional(),
  PAYMENT_ATTEMPTS: values.count(10).optional(),
  AWAY_ASK: values.duration(1_000).optional(),
  OTP_TRIES: values.otpTries.optional(),
  DOUBT_ATTENTION: values.duration(1_000).optional(),
  DOUBT_PAUSE: values.duration(1_000).optional(),
  GATEWAY_CLOCK_TOLERANCE: values.duration(1_000).optional(),
  REMAINDER_DEADLINE: values.duration(1_000).optional(),
});

export type Values = z.output<typeof environment>;
export type Variable = keyof Values;
