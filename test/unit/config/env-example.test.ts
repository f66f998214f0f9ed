import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../../clients/api-keys';
import { ConfigError, loadConfig } from '../../../workers/config';
import type { Environment } from '../../../workers/config-schema';
import { environment } from '../../../workers/config-schema';
import { PUBLISHED_SAMPLES } from '../../../workers/published-samples';
import { DEFAULT_REFUND_TIMING } from '../../../workflows/domain/refund/refund';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../../workflows/domain/order/terms';

const lines = readFileSync(join(__dirname, '../../../.env.example'), 'utf8').split('\n');
/** Those that are set, and those that stand there commented out with their default or an example. */
const entries = lines.flatMap((line) => {
  const [, comment, name, value] = /^(# )?([A-Z][A-Z_]+)=(.*)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value: value ?? '', isSet: comment === undefined }];
});

const ALL = [
  'log',
  'temporal',
  'gateway',
  'callbacks',
  'http',
  'access',
  'checkoutTokens',
  'limits',
  'vault',
  'encryption',
  'codecServer',
] as const;
const LOOPBACK_URL = 'http://localhost:8080';

describe('.env.example', () => {
  it('documents every variable once, and no other', () => {
    expect(entries.map(({ name }) => name).sort()).toEqual(Object.keys(environment.shape).sort());
  });

  it('sets exactly what is required, so that a copy of it is complete on one machine', () => {
    const set = Object.fromEntries(entries.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value]));
    expect(() => loadConfig({ ...set, PUBLIC_URL: LOOPBACK_URL }, ALL)).not.toThrow();
  });

  it('shows values that are accepted, and defaults that are the defaults', () => {
    const all = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    const here = { ...all, PUBLIC_URL: LOOPBACK_URL };
    const config = loadConfig(here, [
      'temporal',
      'http',
      'workerHttp',
      'codecServer',
      'vault',
      'orders',
      'callbacks',
      'audit',
    ]);
    const bare = loadConfig(
      { ...here, HTTP_PORT: '', WORKER_HTTP_PORT: '', CODEC_HTTP_PORT: '', VAULT_CARD_TTL: '', VAULT_OTP_TTL: '' },
      ['http', 'workerHttp', 'codecServer', 'vault'],
    );
    expect(config.orders).toEqual({ policy: DEFAULT_POLICY, timing: DEFAULT_TIMING, refunds: DEFAULT_REFUND_TIMING });
    expect(config.audit).toEqual(loadConfig({}, ['audit']).audit);
    expect([config.http.port, config.workerHttp, config.codecServer.port, config.vault]).toEqual([
      bare.http.port,
      bare.workerHttp,
      bare.codecServer.port,
      bare.vault,
    ]);
  });

  it('holds no secret that others could make use of: a public deployment refuses each of them', () => {
    const all = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    expect(problemsOf(all)).toEqual(
      entries
        .flatMap(({ name }) =>
          /SECRET$|_KEYS$|_TOKEN$/.test(name) ? [`${name}: a value of your own: this one is published`] : [],
        )
        .sort(),
    );
    expect(problemsOf({ ...all, PUBLIC_URL: LOOPBACK_URL })).toEqual([]);
  });
});

describe('a published secret', () => {
  const own = {
    ...Object.fromEntries(entries.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value])),
    PLURAL_CLIENT_SECRET: 'own-client-secret',
    PLURAL_CALLBACK_SECRET: 'ABCD',
    PLURAL_WEBHOOK_SECRET: 'own-webhook-secret',
    API_KEYS: 'shop:own-key-of-the-shop:operator',
    CHECKOUT_TOKEN_KEYS: 'own-key-that-signs-checkout-tokens',
    CODEC_TOKEN: 'support:own-token-of-support',
    ENCRYPTION_KEYS: `own:${Buffer.alloc(32, 7).toString('base64')}`,
  };
  /** Each as a value of its variable, in the form that the variable has. */
  const forms: Readonly<Record<keyof typeof PUBLISHED_SAMPLES, (secret: string) => string>> = {
    PLURAL_CLIENT_SECRET: (secret) => secret,
    PLURAL_CALLBACK_SECRET: (secret) => `ABCD, ${secret.toLowerCase()}`,
    PLURAL_WEBHOOK_SECRET: (secret) => `own-webhook-secret,${secret}`,
    API_KEYS: (secret) => `shop:own-key-of-the-shop:operator,other:${secret}:operator`,
    CHECKOUT_TOKEN_KEYS: (secret) => secret,
    CODEC_TOKEN: (secret) => `other:${secret}`,
    ENCRYPTION_KEYS: (secret) => `${own.ENCRYPTION_KEYS},old:${secret}`,
  };
  const cases = Object.entries(PUBLISHED_SAMPLES).flatMap(([variable, samples]) =>
    samples.map((sample) => [variable, forms[variable as keyof typeof forms](sample)] as const),
  );

  it('is refused where it stands as its digest, too', () => {
    const digest = digestOf('example-key-of-support').toString('hex');
    expect(problemsOf({ ...own, API_KEYS: `other:sha256:${digest}:operator` })).toEqual([
      'API_KEYS: a value of your own: this one is published',
    ]);
  });

  it('is missed by nobody who has secrets of their own', () => {
    expect(problemsOf(own)).toEqual([]);
  });

  it.each(cases)('in %s is refused on a public address, and accepted on this machine', (variable, value) => {
    const env = { ...own, [variable]: value };
    expect(problemsOf(env)).toEqual([`${variable}: a value of your own: this one is published`]);
    for (const url of [LOOPBACK_URL, 'http://127.0.0.1:8080', 'http://[::1]:8080'])
      expect(problemsOf({ ...env, PUBLIC_URL: url })).toEqual([]);
  });

  it('is refused where only the codec server is open to others', () => {
    const env = { ...own, PUBLIC_URL: LOOPBACK_URL, CODEC_TOKEN: 'other:example-token-of-support' };
    expect(problemsOf({ ...env, CODEC_HTTP_HOST: '0.0.0.0' })).toEqual([
      'CODEC_TOKEN: a value of your own: this one is published',
    ]);
  });

  it('is a problem only of a process that reads it', () => {
    expect(() => loadConfig({ ...own, API_KEYS: forms.API_KEYS('example-key-of-support') }, ['gateway'])).not.toThrow();
  });
});

function problemsOf(env: Environment): string[] {
  try {
    loadConfig(env, ALL);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable, expected }) => `${variable}: ${expected}`).sort();
  }
}
