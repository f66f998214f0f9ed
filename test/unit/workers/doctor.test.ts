import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryVault, serveVault } from '../../../activities/vault';
import { examine } from '../../../clients/cli/doctor';
import type { Finding } from '../../../clients/cli/doctor';
import type { Inspection } from '../../../clients/temporal/inspection';
import { createChecks } from '../../../workers/doctor';
import type { Environment } from '../../../workers/config-schema';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract/common';

const ENVIRONMENT: Environment = {
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  TEMPORAL_NAMESPACE: 'holds',
  PLURAL_BASE_URL: 'http://127.0.0.1:1',
  PLURAL_CLIENT_ID: 'client',
  PLURAL_CLIENT_SECRET: 'client-secret-canary',
  PLURAL_CALLBACK_SECRET: '0a1b',
  PLURAL_WEBHOOK_SECRET: 'webhook-secret-canary',
  PUBLIC_URL: 'http://localhost:8080',
  API_KEYS: 'shop:key-of-the-shop-canary:operator',
  CHECKOUT_TOKEN_KEYS: 'a-canary-key-that-signs-checkout-tokens',
  CODEC_ALLOWED_ORIGIN: 'http://localhost:8233',
  VAULT_URL: 'unix:/nowhere/vault.sock',
  ENCRYPTION_KEYS: `own:${Buffer.alloc(32, 7).toString('base64')}`,
};

const WELL: Inspection = {
  version: async () => '1.31.2',
  hasNamespace: async () => true,
  searchAttributes: async () => ({ ...SEARCH_ATTRIBUTES, Another: 'KEYWORD' }),
  pollers: async () => ({ workflows: 2, activities: 2 }),
  isWorkerAwake: async () => true,
};

/** What the doctor finds, by the name of the check. */
async function findings(
  temporal: Partial<Inspection> = {},
  environment: Environment = {},
  ended: readonly string[] = [],
  clockOffsMs: readonly number[] = [],
) {
  const checks = createChecks({
    environment: { ...ENVIRONMENT, ...environment },
    inspect: () => ({ ...WELL, ...temporal }),
    endedOrders: async (_profile, atMost) => ended.slice(0, atMost),
    clockOffsMs: async (_profile, _key, atMost) => clockOffsMs.slice(0, atMost),
  });
  const found = await examine(checks);
  expect(JSON.stringify(found)).not.toContain('canary');
  return Object.fromEntries(found.map((finding): [string, Finding] => [finding.name, finding]));
}

describe('the doctor', () => {
  it('finds everything of Temporal in order where it is', async () => {
    const { configuration, temporal, namespace, workers, ...found } = await findings();
    expect([configuration, temporal, namespace, found['search-attributes'], workers]).toEqual([
      expect.objectContaining({ ok: true }),
      expect.objectContaining({ ok: true, found: 'server 1.31.2 at temporal.example:7233' }),
      expect.objectContaining({ ok: true, found: 'holds' }),
      expect.objectContaining({ ok: true }),
      expect.objectContaining({ ok: true, found: '2 polling holdfast-orders, and one answered' }),
    ]);
  });

  it('names every variable that is wrong, and no value', async () => {
    const { configuration, vault, gateway } = await findings(
      {},
      { VAULT_URL: 'redis://:canary@host', API_KEYS: 'canary', PLURAL_CLIENT_ID: '' },
    );
    expect(configuration).toMatchObject({ ok: false, problem: '3 variables to set or correct' });
    expect(configuration).toMatchObject({
      mend: expect.arrayContaining([
        expect.stringMatching(/^VAULT_URL: /),
        expect.stringMatching(/^API_KEYS: /),
        expect.stringMatching(/^PLURAL_CLIENT_ID: /),
      ]),
    });
    expect(vault).toMatchObject({ ok: false, mend: ['Set or correct VAULT_URL'] });
    expect(gateway).toMatchObject({ ok: false, mend: ['Set or correct PLURAL_CLIENT_ID'] });
  });

  it('says which command makes a search attribute that is missing or of another type', async () => {
    const { OrderState: _state, ...others } = SEARCH_ATTRIBUTES;
    const found = await findings({ searchAttributes: async () => ({ ...others, DecideAt: 'KEYWORD' }) });
    expect(found['search-attributes']).toEqual({
      name: 'search-attributes',
      ok: false,
      problem: 'OrderState is missing, DecideAt is Keyword instead of Datetime',
      mend: [
        'temporal operator search-attribute remove --namespace holds --name DecideAt --yes',
        'temporal operator search-attribute create --namespace holds --name OrderState --type Keyword --name DecideAt --type Datetime',
      ],
    });
  });

  it.each<[string, string, Partial<Inspection>, RegExp]>([
    [
      'one search attribute that is missing',
      'search-attributes',
      { searchAttributes: async () => ({ ...SEARCH_ATTRIBUTES, Attention: 'UNSPECIFIED' }) },
      /create --namespace holds --name Attention --type Keyword$/,
    ],
    ['a server that is away', 'temporal', { version: () => Promise.reject(new Error('x')) }, /TEMPORAL_ADDRESS/],
    ['a namespace that is missing', 'namespace', { hasNamespace: async () => false }, /namespace create .* holds/],
    ['no worker', 'workers', { pollers: async () => ({ workflows: 0, activities: 0 }) }, /worker\.js/],
    ['a worker that was seen and hangs', 'workers', { isWorkerAwake: async () => false }, /start it again/],
    ['a worker that runs half', 'workers', { pollers: async () => ({ workflows: 1, activities: 0 }) }, /worker\.js/],
    [
      'a server that does not show its attributes',
      'search-attributes',
      { searchAttributes: () => Promise.reject(Object.assign(new Error('x'), { code: 7 })) },
      /operator/,
    ],
  ])('tells how to mend %s', async (_what, name, temporal, mend) => {
    const finding = (await findings(temporal))[name];
    expect(finding).toMatchObject({ ok: false, mend: expect.arrayContaining([expect.stringMatching(mend)]) });
  });

  it('names orders whose workflow ended before they were settled, and the way out', async () => {
    expect((await findings())['orders']).toMatchObject({ ok: true });
    const ended = Array.from({ length: 25 }, (_, order) => `ORD-${order}`);
    expect((await findings({}, {}, ended))['orders']).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/ORD-0, .*ORD-19 and more:/),
      mend: [expect.stringContaining('holdfast order revive')],
    });
  });

  it.each<[string, readonly number[], string]>([
    ['no hold is open', [], 'no open hold shows it'],
    ['it agrees with ours', [0, 0], 'by the stamps of the newest open holds (2) as ours allows'],
    [
      'it is off by less than is tolerated',
      [0, -59_500],
      'by the stamps of the newest open holds (2) at most 60 s behind ours',
    ],
  ])("says how far the gateway's clock is off where %s", async (_what, offsMs, found) => {
    const { 'gateway-clock': clock } = await findings({}, { GATEWAY_CLOCK_TOLERANCE: '1 minute' }, [], offsMs);
    expect(clock).toEqual({ name: 'gateway-clock', ok: true, found });
  });

  it("finds a gateway's clock that is off by more, and the way out", async () => {
    const { 'gateway-clock': clock } = await findings({}, {}, [], [0, -1_000, 5.5 * 3_600_000]);
    expect(clock).toMatchObject({
      ok: false,
      problem:
        'it is 19800 s ahead of ours, by the stamps of the newest open holds (3): more than GATEWAY_CLOCK_TOLERANCE',
      mend: [expect.stringContaining('clocks of the workers'), expect.stringContaining('Pine Labs')],
    });
  });

  it('finds a vault that answers, and one that does not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-vault-'));
    const path = join(folder, 'vault.sock');
    const server = await serveVault(createMemoryVault({ ttlMs: { card: 1, otp: 1 }, maxEntries: 1 }), path);
    try {
      expect((await findings({}, { VAULT_URL: `unix:${path}` }))['vault']).toMatchObject({ ok: true });
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
    expect((await findings())['vault']).toMatchObject({ ok: false, problem: 'no answer at unix:/nowhere/vault.sock' });
  });
});

describe('the gateway', () => {
  /** A gateway that answers every request like this, and what it was asked. */
  async function findingOf(status: number, body: object) {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    try {
      const { gateway } = await findings({}, { PLURAL_BASE_URL: `http://127.0.0.1:${port}` });
      return { gateway, requests };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('is asked for one token, and for nothing else', async () => {
    const { gateway, requests } = await findingOf(200, { access_token: 'token-canary', expires_in: 3_600 });
    expect(gateway).toMatchObject({ ok: true });
    expect(requests).toEqual(['POST /api/auth/v1/token']);
  });

  it('that refuses the credentials points to them', async () => {
    const { gateway, requests } = await findingOf(401, { code: 'UNAUTHORIZED', message: 'canary' });
    expect(gateway).toMatchObject({ ok: false, mend: ['Correct PLURAL_CLIENT_ID and PLURAL_CLIENT_SECRET'] });
    expect(requests).toHaveLength(1);
  });

  it('that is away points to its address', async () => {
    expect((await findings())['gateway']).toMatchObject({
      ok: false,
      problem: 'http://127.0.0.1:1 gave no token (connect-refused)',
      mend: ['Correct PLURAL_BASE_URL, or wait for it'],
    });
  });
});
