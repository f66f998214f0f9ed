import { readFileSync } from 'node:fs';
import path from 'node:path';
import { orderWorkflowId } from '../../workflows/contract/order';
import type { OrderView } from '../../workflows/contract/order';
import { eventually } from '../support/eventually';
import { RIGHT_OTP } from '../support/gateway';
import { AMOUNT, figures } from '../support/orders';
import { shopperIn } from '../support/shopper';
import { startSystem } from '../support/system';
import type { System } from '../support/system';

/* What `npm start` runs, used as its users do: over HTTP and with the Temporal CLI. */

let system: System;
const shopper = shopperIn(() => system);
const { act, cli, ledger, look, nextReference, place, placeHeld, shell } = shopper;

/** The lines for the Temporal CLI that docs/using.md shows, each with those that go on with it. */
function documentedLines(): string[] {
  const page = readFileSync(path.resolve(__dirname, '../../docs/using.md'), 'utf8');
  const [, lines = ''] = /```sh\n(temporal [^`]*)\n```/.exec(page) ?? [];
  return lines.split(/(?<!\\)\n/);
}

beforeAll(async () => {
  system = await startSystem();
}, 180_000);
afterAll(() => system.remove());
beforeEach(() => system.control('POST', '/control/faults', []));

describe('the main job over HTTP', () => {
  it('goes from a card to a captured order, with the ledger right at each step', async () => {
    const placed = await place();
    const { reference } = placed.body;
    expect(placed).toMatchObject({ status: 201, body: { state: 'authenticating', nextAction: { type: 'submitOtp' } } });
    expect(figures(placed.body)).toMatchObject({ authorised: 0, held: 0, captured: 0 });

    const held = await act(reference, 'otp', { otp: RIGHT_OTP });
    expect(held).toMatchObject({ status: 200, body: { state: 'held' } });
    expect(figures(held.body)).toMatchObject({ authorised: AMOUNT.value, held: AMOUNT.value });
    expect(await ledger(reference)).toMatchObject({ held: AMOUNT.value });

    const captured = await act(reference, 'delivery');
    expect(captured).toMatchObject({ status: 200, body: { state: 'captured' } });
    expect(figures(captured.body)).toMatchObject({ held: 0, captured: AMOUNT.value });
    expect(await ledger(reference)).toMatchObject({ captured: AMOUNT.value, held: 0, violations: [] });
  });

  it('a cancellation lets the hold go', async () => {
    const reference = await placeHeld();
    expect(await act(reference, 'cancel', { reason: 'out of stock' })).toMatchObject({
      status: 200,
      body: { state: 'released' },
    });
    expect(await ledger(reference)).toMatchObject({ released: AMOUNT.value, captured: 0, violations: [] });
  });

  it('the same request again is the same order; another body under its reference is refused', async () => {
    const reference = nextReference();
    const request = { reference, amount: AMOUNT, checkout: 'seamless', cardRef: await shopper.card() };
    const first = await system.call('POST', '/v1/orders', request);
    const again = await system.call('POST', '/v1/orders', request);
    const other = await system.call('POST', '/v1/orders', { ...request, amount: { ...AMOUNT, value: 100 } });
    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
  });

  it('takes a reference of all fifty characters', async () => {
    const { body } = await place('R'.repeat(49) + '1');
    await act(body.reference, 'otp', { otp: RIGHT_OTP });
    expect(await act(body.reference, 'delivery')).toMatchObject({ status: 200, body: { state: 'captured' } });
  });

  it('an OTP that nobody awaits is refused', async () => {
    const reference = await placeHeld();
    expect(await act(reference, 'otp', { otp: RIGHT_OTP })).toMatchObject({ status: 409 });
  });
});

describe('by plain Temporal means', () => {
  it('the CLI confirms the delivery by signal and reads the order by query', async () => {
    const reference = await placeHeld();
    const workflow = ['--workflow-id', orderWorkflowId(reference)];
    await cli('workflow', 'signal', ...workflow, '--name', 'deliveryConfirmed');
    await eventually(
      () => look(reference),
      ({ state }) => state === 'captured',
    );
    const said = await cli(
      'workflow',
      'query',
      ...workflow,
      '--type',
      'order',
      '--codec-endpoint',
      system.run().codecUrl,
    );
    expect(said).toContain('Nothing: the order is settled.');
  });

  it('the list finds orders by state, and the Web UI is told in a plain sentence what one waits for', async () => {
    const reference = await placeHeld();
    const query = 'OrderState="held" AND HeldAmountMinor=110000';
    await eventually(
      () => cli('workflow', 'list', '--query', query),
      (list) => list.includes(orderWorkflowId(reference)),
    );
    const details = await cli(
      ...['workflow', 'metadata', '--workflow-id', orderWorkflowId(reference)],
      ...['--codec-endpoint', system.run().codecUrl],
    );
    expect(details).toMatch(/Waiting for: The delivery, until/);
  });
});

describe('the lines of docs/using.md for the Temporal CLI', () => {
  it('start an order, show it, capture a part of it, and report a delivery', async () => {
    const [start = '', show = '', capture = '', deliver = '', ...more] = documentedLines();
    expect(more).toEqual([]);
    await shell(start);
    expect(await shell(show)).toContain('A card to pay with');
    await act('ORD-1', 'payments', { cardRef: await shopper.card() });
    await act('ORD-1', 'otp', { otp: RIGHT_OTP });
    await shell(capture);
    expect(await ledger('ORD-1')).toMatchObject({ captured: 45_000, released: 65_000, violations: [] });

    const delivered = await placeHeld();
    await shell(deliver.replace('ORD-1', delivered));
    await eventually(
      () => look(delivered),
      ({ state }) => state === 'captured',
    );
  });
});

describe('a slow or absent gateway', () => {
  /** Places an order that has no answer in time. */
  async function placeInVain(): Promise<{ ms: number; reference: string; state: string }> {
    const { status, ms, body } = await place();
    const { accepted, order } = body as unknown as { accepted: object; order: OrderView };
    expect([status, accepted]).toEqual([202, { kind: 'place', key: expect.any(String), notAfter: null }]);
    return { ms, reference: order.reference, state: order.state };
  }

  it('holds no caller: 202 with the order as it stands, which goes on by itself', async () => {
    await system.control('POST', '/control/faults', [
      { operation: 'createPayment', times: 1, action: { kind: 'slow', ms: 12_000 } },
    ]);
    const { ms, reference } = await placeInVain();
    expect(ms).toBeLessThan(10_500);
    await eventually(
      () => look(reference),
      ({ nextAction }) => nextAction?.type === 'submitOtp',
      20_000,
    );
  }, 60_000);

  it('is waited for: an accepted order goes on when it is back', async () => {
    await system.control('POST', '/control/faults', [{ action: { kind: 'error', commit: false, status: 502 } }]);
    const { reference, state } = await placeInVain();
    expect(state).toBe('created');
    await system.control('POST', '/control/faults', []);
    await eventually(
      () => look(reference),
      ({ nextAction }) => nextAction?.type === 'submitOtp',
      40_000,
    );
    expect(await ledger(reference)).toMatchObject({ mutatingCalls: { createPayment: 1 } });
  }, 90_000);
});
