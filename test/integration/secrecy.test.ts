import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Payload } from '@temporalio/common';
import { JSONToPayload } from '@temporalio/common/lib/proto-utils';
import { createEncryptionCodec, parseKeyring } from '../../clients/temporal/codec';
import { orderWorkflowId } from '../../workflows/contract/order';
import { eventually } from '../support/eventually';
import { OTP_CARD, RIGHT_OTP } from '../support/gateway';
import { shopperIn } from '../support/shopper';
import { startSystem } from '../support/system';
import type { System } from '../support/system';

/* A canary card and OTP go through a whole order; then everything that the running system keeps is searched for them. */

let system: System;
const shopper = shopperIn(() => system);
const { act, cli, look, place } = shopper;

beforeAll(async () => {
  system = await startSystem();
}, 180_000);
afterAll(() => system.remove());
beforeEach(() => system.control('POST', '/control/faults', []));

describe('card number, CVV and OTP', () => {
  it('are written nowhere: not in the history, raw or decoded, not in the database, the logs or the state of the simulator', async () => {
    const otp = '91827364';
    // The banner shows a test card; what is looked at is what was said after it.
    const saidBefore = system.said().length;
    await system.control('POST', '/control/settings', { otp });
    const { body } = await place();
    await act(body.reference, 'otp', { otp: '00918273' });
    await act(body.reference, 'otp', { otp });
    await act(body.reference, 'delivery');
    await eventually(
      () => look(body.reference),
      ({ state }) => state === 'captured',
    );
    await system.control('POST', '/control/settings', { otp: RIGHT_OTP });

    const raw = await cli('workflow', 'show', '--workflow-id', orderWorkflowId(body.reference), '--output', 'json');
    const decoded = JSON.stringify(await decodedPayloads(raw));
    expect(decoded).toContain('The issuer accepted the OTP');
    const seen = { raw, decoded, said: system.said().slice(saidBefore), ...contentsBelow(system.home) };
    const secrets = [OTP_CARD.number, otp, '00918273', `"cvv":"${OTP_CARD.cvv}"`, `"${OTP_CARD.cvv}"`];
    const leaks = Object.entries(seen).flatMap(([where, text]) =>
      secrets.filter((secret) => text.includes(secret)).map(() => where),
    );
    expect(leaks).toEqual([]);
  });
});

/** All that the system keeps, by file; but for its own keys. */
const contentsBelow = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(path.join(folder, name)).isFile() && name !== 'secrets.json')
      .map((name) => [name, readFileSync(path.join(folder, name), 'latin1')]),
  );

/** Every payload of a history, decrypted with the system's own key. */
async function decodedPayloads(raw: string): Promise<string[]> {
  const secrets = readFileSync(path.join(system.home, 'secrets.json'), 'utf8');
  const [key] = /dev1:[A-Za-z0-9+/=]+/.exec(secrets) ?? [];
  const codec = createEncryptionCodec(parseKeyring(key ?? ''));
  const payloads: Payload[] = [];
  JSON.parse(raw, (_name, value: unknown) => {
    if (isPayload(value)) payloads.push(JSONToPayload(value));
    return value;
  });
  expect(payloads.length).toBeGreaterThan(10);
  return (await codec.decode(payloads)).map(({ data }) => Buffer.from(data ?? []).toString());
}

const isPayload = (value: unknown): value is Parameters<typeof JSONToPayload>[0] =>
  typeof value === 'object' && value !== null && 'metadata' in value && 'data' in value;
