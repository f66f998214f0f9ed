import { createRequire } from 'node:module';
import { join } from 'node:path';
import { reportOn, ROOT } from './tool';

jest.setTimeout(60_000);

interface Report {
  readonly summary: { readonly violations: readonly { rule: { name: string }; from: string; to: string }[] };
}

/** The part of the configuration that is asked about. */
const { forbidden } = createRequire(__filename)(join(ROOT, '.dependency-cruiser.cjs')) as {
  readonly forbidden: readonly { name: string }[];
};

/** By rule: what the fixture breaks, and that nothing else is reported. */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'activities-stay-thin': ['activities/capture-hold.ts → net'],
  'activities-stay-thin-only-types': ['activities/capture-hold.ts → workflows/domain/order/calm.ts'],
  'cli-asks-ports': ['clients/cli/program.ts → @temporalio/client'],
  'checkout-runs-in-a-browser': ['clients/checkout/checkout.mjs → clients/order-client.ts'],
  'contract-imports-types': ['workflows/contract/order.ts → crypto'],
  'contract-imports-types-only-types': ['workflows/contract/order.ts → workflows/domain/order/calm.ts'],
  'core-call': ['workflows/domain/call/call.ts → workflows/domain/order/order.ts'],
  'core-facts': ['workflows/domain/facts/facts.ts → workflows/domain/order/order.ts'],
  'core-gateway': ['workflows/domain/gateway/snapshot.ts → workflows/domain/order/order.ts'],
  'core-holds': ['workflows/domain/holds/exposure.ts → workflows/domain/order/order.ts'],
  'core-order': ['workflows/domain/order/order.ts → @temporalio/workflow'],
  'core-refund': ['workflows/domain/refund/refund.ts → workflows/domain/order/order.ts'],
  'core-values': ['workflows/domain/values/money.ts → workflows/domain/order/order.ts'],
  'every-folder-has-a-row': ['clients/kiosk/main.ts → clients/temporal/connection.ts'],
  'examples-import-the-library': ['examples/shop/main.ts → clients/order-client.ts'],
  'failure-converter-imports-common': ['workflows/failure-converter.ts → @temporalio/workflow'],
  'gateway-knows-no-temporal': ['activities/gateway/client.ts → @temporalio/common'],
  'gateway-knows-no-temporal-only-types': ['activities/gateway/client.ts → activities/vault/vault.ts'],
  'http-imports-no-engine': ['clients/http/server.ts → @temporalio/client'],
  'http-imports-no-engine-only-types': ['clients/http/server.ts → workflows/domain/order/calm.ts'],
  'library-entry-connects': ['clients/index.ts → zod'],
  'messages-import-definitions': ['workflows/contract/order-messages.ts → zod'],
  'messages-import-definitions-only-types': ['workflows/contract/order-messages.ts → workflows/domain/order/calm.ts'],
  'no-cycles': ['activities/ping.ts → activities/pong.ts', 'simulator/simulator.ts → test/spy.ts'],
  'no-undeclared-packages': ['workers/api.ts → prettier'],
  'nobody-imports-workers': ['clients/order-client.ts → workers/api.ts'],
  'order-client-is-a-library': ['clients/order-client.ts → fastify', 'clients/order-client.ts → workers/api.ts'],
  'order-client-is-a-library-only-types': ['clients/order-client.ts → workflows/index.ts'],
  'requests-are-checked-alike': ['clients/cards.ts → fastify'],
  'signatures-import-crypto': ['clients/callbacks/webhook-signature.ts → zod'],
  'signatures-import-crypto-only-types': [
    'clients/callbacks/webhook-signature.ts → clients/callbacks/callback-fields.ts',
  ],
  'simulator-is-a-second-reading': [
    'simulator/simulator.ts → activities/vault/vault.ts',
    'simulator/simulator.ts → test/spy.ts',
  ],
  'temporal-clients-import-the-engine': ['clients/temporal/connection.ts → workflows/contract/order.ts'],
  'tools-import-node': ['tools/start.mjs → zod'],
  'vault-knows-no-temporal': ['activities/vault/vault.ts → workflows/domain/order/order.ts'],
  'vault-knows-no-temporal-only-types': ['activities/vault/vault.ts → workflows/domain/values/secret-refs.ts'],
  'workers-import-no-stand-ins': ['workers/api.ts → simulator/simulator.ts'],
  'worker-registers-workflows': ['workflows/index.ts → zod'],
  'workflows-audit': ['workflows/audit/audit-holds.ts → workflows/order/pre-auth-order.ts'],
  'workflows-audit-only-types': ['workflows/audit/audit-holds.ts → activities/index.ts'],
  'workflows-engine': ['workflows/engine/clock.ts → workflows/contract/order.ts'],
  'workflows-engine-only-types': ['workflows/engine/clock.ts → activities/index.ts'],
  'workflows-order': ['workflows/order/pre-auth-order.ts → crypto', 'workflows/order/pre-auth-order.ts → zod'],
  'workflows-order-only-types': ['workflows/order/pre-auth-order.ts → activities/index.ts'],
  'workflows-refund': ['workflows/refund/refund-order.ts → workflows/contract/order.ts'],
  'workflows-refund-only-types': ['workflows/refund/refund-order.ts → activities/index.ts'],
};

describe('the dependency rules', () => {
  const { summary } = reportOn('dependency-cruiser/bin/dependency-cruise.mjs', [
    ...['--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'],
    ...['workflows', 'activities', 'clients', 'workers', 'simulator', 'examples', 'tools'],
  ]) as Report;
  const breachesOf = (rule: string): string[] =>
    summary.violations
      .filter((violation) => violation.rule.name === rule)
      .map(({ from, to }) => `${from} → ${packageOr(to)}`)
      .sort();

  it.each(Object.entries(BROKEN))('report every breach of %s, and only these', (rule, breaches) => {
    expect(breachesOf(rule)).toEqual(breaches);
  });

  it('are each broken by a fixture', () => {
    expect(Object.keys(BROKEN).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });
});

/** The name of the package a path leads into. */
const packageOr = (path: string): string => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
