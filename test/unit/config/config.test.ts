import { inspect } from 'node:util';
import { ConfigError, exitOnBadConfig, loadConfig } from '../../../workers/config';
import type { Section } from '../../../workers/config';
import type { Environment } from '../../../workers/config-schema';
import { DEFAULT_REFUND_TIMING } from '../../../workflows/domain/refund/refund';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../../workflows/domain/order/terms';

const KEY = Buffer.alloc(32, 7).toString('base64');

const GOOD: Environment = {
  TEMPORAL_ADDRESS: 'localhost:7233',
  TEMPORAL_NAMESPACE: 'holds',
  PLURAL_BASE_URL: 'https://gateway.example.com/',
  PLURAL_CLIENT_ID: 'client',
  PLURAL_CLIENT_SECRET: 'client-secret-canary',
  PLURAL_CALLBACK_SECRET: '0a1b, 2C3D',
  PLURAL_WEBHOOK_SECRET: 'webhook-secret-canary',
  PUBLIC_URL: 'https://holds.example.com/',
  API_KEYS: 'shop:key-of-the-shop-1:place+read+cards:shop=main:until=2027-12-31, support:key-of-support-1:operator',
  CHECKOUT_TOKEN_KEYS: 'a-key-that-signs-checkout-tokens-1',
  CODEC_ALLOWED_ORIGIN: 'http://localhost:8233',
  VAULT_URL: 'unix:/run/vault.sock',
  ENCRYPTION_KEYS: `new:${KEY},old:${KEY}`,
};

const ALL: readonly Section[] = [
  'log',
  'temporal',
  'gateway',
  'callbacks',
  'http',
  'access',
  'checkoutTokens',
  'returns',
  'workerHttp',
  'audit',
  'codecServer',
  'vault',
  'encryption',
  'orders',
];

function problemsOf(env: Environment, sections: readonly Section[] = ALL): string[] {
  try {
    loadConfig(env, sections);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable }) => variable);
  }
}

describe('the configuration', () => {
  it('comes out typed, with defaults', () => {
    const config = loadConfig(GOOD, ALL);
    expect(config.temporal).toMatchObject({ namespace: 'holds', connectionOptions: { address: 'localhost:7233' } });
    expect(config.gateway).toMatchObject({
      baseUrl: 'https://gateway.example.com',
      callbackUrl: 'https://holds.example.com/v1/callbacks/plural',
    });
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8080, checkoutPage: false });
    expect(config.returns).toEqual({ hosts: [] });
    expect(config.access).toMatchObject({
      keys: [
        { name: 'shop', scopes: ['place', 'read', 'cards'], shop: 'main', until: '2027-12-31T23:59:59.999Z' },
        { name: 'support', scopes: ['operator'], shop: null, until: null },
      ],
      shopDefault: undefined,
    });
    expect(config.checkoutTokens.ttlMs).toBe(3_600_000);
    expect(config.callbacks.callbackKeys.map((key) => key.expose())).toEqual(['0a1b', '2C3D']);
    expect(config.encryption.keyring.activeId).toBe('new');
    expect(config.vault).toEqual({ url: 'unix:/run/vault.sock', ttlMs: { card: 900_000, otp: 300_000 } });
    expect([config.workerHttp.port, config.codecServer.port, config.log.level]).toEqual([9464, 8081, 'info']);
    expect(config.orders).toEqual({ policy: DEFAULT_POLICY, timing: DEFAULT_TIMING, refunds: DEFAULT_REFUND_TIMING });
  });

  it('runs the watchdog hourly, as said, or not at all', () => {
    const everyMs = (env: Environment) => loadConfig(env, ['audit']).audit.everyMs;
    expect([everyMs({}), everyMs({ AUDIT_EVERY: '5 minutes' }), everyMs({ AUDIT_EVERY: 'off' })]).toEqual([
      3_600_000,
      300_000,
      null,
    ]);
  });

  it('demands of a process only what it uses', () => {
    expect(problemsOf({}, ['log', 'workerHttp', 'orders'])).toEqual([]);
    expect(problemsOf({ API_KEYS: 'nonsense', VAULT_URL: 'unix:/run/v.sock' }, ['vault'])).toEqual([]);
  });

  it('names everything that is missing at once', () => {
    expect(problemsOf({}).sort()).toEqual(Object.keys(GOOD).sort());
  });

  it('counts what is set to nothing as missing', () => {
    expect(problemsOf({ ...GOOD, API_KEYS: ' ', LOG_LEVEL: '' })).toEqual(['API_KEYS']);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['LOG_LEVEL', 'loud'],
    ['TEMPORAL_ADDRESS', 'localhost'],
    ['TEMPORAL_NAMESPACE', 'a b'],
    ['TEMPORAL_CONFIG_FILE', '/no/such/file.toml'],
    ['TEMPORAL_UI_URL', 'localhost:8233?x'],
    ['PLURAL_BASE_URL', 'http://gateway.example.com'],
    ['PLURAL_BASE_URL', 'https://a:b@gateway.example.com'],
    ['PLURAL_CALLBACK_SECRET', '0a1'],
    ['PLURAL_CALLBACK_SECRET', '+f'],
    ['PLURAL_CALLBACK_SECRET', '0a,'],
    ['PLURAL_WEBHOOK_SECRET_ENCODING', 'rot13'],
    ['PUBLIC_URL', 'holds.example.com'],
    ['PUBLIC_URL', 'https://holds.example.com/?a=b'],
    ['RETURN_URL_HOSTS', 'https://shop.example.com'],
    ['CHECKOUT_PAGE', 'yes'],
    ['OTP_TRIES', '5'],
    ['OTP_TRIES', '0, 10'],
    ['OTP_TRIES', '5, 21'],
    ['OTP_TRIES', '5, 10, 15'],
    ['HTTP_PORT', '65536'],
    ['HTTP_PORT', 'http'],
    ['HTTP_HOST', 'not a host'],
    ['API_KEYS', 'shop:short:place:shop=main'],
    ['API_KEYS', 'shop:key-of-the-shop-1:everything:shop=main'],
    ['API_KEYS', 'shop:key-of-the-shop-1:orders:shop=main'],
    ['API_KEYS', 'shop:key-of-the-shop-1:place'],
    ['API_KEYS', 'shop:key-of-the-shop-1:place:shop=über'],
    ['API_KEYS', 'shop:key-of-the-shop-1:place:shop=main:until=tomorrow'],
    ['API_KEYS', 'shop:key-of-the-shop-1:place:shop=main:until=2027-02-30T10:00:00'],
    ['API_KEYS', `shop:sha256:${'0'.repeat(63)}:operator`],
    ['SHOP_DEFAULT', 'two words'],
    ['CHECKOUT_TOKEN_KEYS', 'too-short'],
    ['CHECKOUT_TOKEN_TTL', '1s'],
    ['API_KEYS', 'shop:key-of-the-shop-1:'],
    ['API_KEYS', 'a:key-of-the-shop-1:operator,a:key-of-the-shop-2:operator'],
    ['API_KEYS', 'a:key-of-the-shop-1:operator,b:key-of-the-shop-1:operator'],
    ['CODEC_ALLOWED_ORIGIN', 'http://localhost:8233/'],
    ['CODEC_TOKEN', 'short'],
    ['VAULT_URL', '/run/vault.sock'],
    ['VAULT_CARD_TTL', 'soon'],
    ['ENCRYPTION_KEYS', 'id:c2hvcnQ='],
    ['ENCRYPTION_KEYS', `a:${KEY},a:${KEY}`],
    ['HOLD_WINDOW', '5'],
    ['HOLD_WINDOW', '-5 days'],
    ['HOLD_WINDOW', '200 days'],
    ['HOLD_SAFETY_MARGIN', '6 days'],
    ['QUIET_PERIOD', 'recheck=5s'],
    ['AUDIT_EVERY', 'never'],
    ['AUDIT_EVERY', '5s'],
    ['QUIET_PERIOD', 'capture=5s,capture=6s'],
    ['LATE_PROBES', '6h,1h'],
    ['PAYMENT_DEADLINE', '0s'],
    ['DECIDE_BY', '2027-01-01'],
    ['ON_DELIVERY', 'Capture'],
    ['AT_DEADLINE', 'never'],
  ];

  it.each(wrong)('%s=%s is a problem of that variable alone, and the value is not shown', (variable, value) => {
    const env = { ...GOOD, [variable]: value };
    expect(problemsOf(env)).toEqual([variable]);
    const text = thrownBy(() => loadConfig(env, ALL));
    expect(text).toMatch(new RegExp(`^  ${variable}: expected \\S`, 'm'));
    // Shorter ones occur in the examples that the expectation gives.
    if (value.length > 3) expect(text).not.toContain(value);
  });

  it('demands a token of a codec server that others can reach', () => {
    expect(problemsOf({ ...GOOD, CODEC_HTTP_HOST: '0.0.0.0' })).toEqual(['CODEC_TOKEN']);
    const codec = loadConfig({ ...GOOD, CODEC_HTTP_HOST: '0.0.0.0', CODEC_TOKEN: 'me:token-of-16-chars' }, [
      'codecServer',
    ]);
    expect([...codec.codecServer.tokens.keys()]).toEqual(['me']);
  });

  it('shows no secret when it is printed', () => {
    const { gateway, callbacks, http } = loadConfig(GOOD, ALL);
    const printed = inspect({ gateway, callbacks, http }, { depth: 10, showHidden: true });
    for (const secret of ['client-secret-canary', 'webhook-secret-canary', '0a1b', 'key-of-the-shop-1']) {
      expect(printed).not.toContain(secret);
    }
  });

  it('that is wrong ends the process with 1 and all problems on standard error', () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exited');
    });
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      expect(() => exitOnBadConfig(() => loadConfig({ HTTP_PORT: 'canary' }, ['http', 'access', 'log']))).toThrow(
        'exited',
      );
      expect(exit).toHaveBeenCalledWith(1);
      const printed = String(write.mock.calls[0]?.[0]);
      expect(printed).toMatch(/HTTP_PORT: expected .*\n.*PUBLIC_URL: expected .*\n.*API_KEYS: expected/);
      expect(printed).not.toContain('canary');
    } finally {
      exit.mockRestore();
      write.mockRestore();
    }
  });
});

function thrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error);
  }
  return '';
}
