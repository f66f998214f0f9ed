import type { SeenCall } from '../../simulator/calls';
import { orderWorkflowId } from '../../workflows/contract/order';
import { eventually } from '../support/eventually';
import { RIGHT_OTP } from '../support/gateway';
import { AMOUNT } from '../support/orders';
import { shopperIn } from '../support/shopper';
import { startSystem } from '../support/system';
import type { System } from '../support/system';

/* What `npm start` runs, with parts of it killed, and stopped and started again. */

/** Clocks of two processes, rounded. */
const EARLY_MS = 1_000;
/** On a busy machine server and worker take some seconds to be there again; a forgotten pause would be of 16 s or more. */
const RESTART_MS = 7_500;

let system: System;
const shopper = shopperIn(() => system);
const { act, ledger, look, nextReference, place, placeHeld } = shopper;

beforeAll(async () => {
  system = await startSystem();
}, 180_000);
afterAll(() => system.remove());
beforeEach(async () => {
  await system.control('POST', '/control/faults', []);
  await system.control('POST', '/control/webhook-faults', []);
});

/** When its calls that were answered by an error came to the gateway, once there are so many. */
const refusedAtMs = (reference: string, count: number): Promise<number[]> =>
  eventually(
    async () => {
      const { calls } = await system.control<{ calls: SeenCall[] }>('GET', `/control/calls/${reference}`);
      return calls.flatMap(({ fault, atMs }) => (fault === 'error' ? [atMs] : []));
    },
    ({ length }) => length >= count,
    60_000,
  );

describe('killed as nobody can catch it', () => {
  it('the worker, while an OTP is awaited: the order goes on', async () => {
    const { body } = await place();
    await system.kill('worker');
    await eventually(
      () => act(body.reference, 'otp', { otp: RIGHT_OTP }),
      ({ status }) => status === 200,
      30_000,
    );
    expect(await act(body.reference, 'delivery')).toMatchObject({ status: 200, body: { state: 'captured' } });
    expect(await ledger(body.reference)).toMatchObject({
      captured: AMOUNT.value,
      violations: [],
      mutatingCalls: { capture: 1 },
    });
  }, 60_000);

  it('the worker, while a capture runs: the gateway is asked, and there is one capture', async () => {
    const reference = await placeHeld();
    await system.control('POST', '/control/faults', [
      { operation: 'capture', times: 1, action: { kind: 'slow', ms: 5_000 } },
    ]);
    const delivery = act(reference, 'delivery');
    await eventually(
      () => ledger(reference),
      ({ mutatingCalls }) => mutatingCalls.capture === 1,
    );
    await system.kill('worker');
    expect([200, 202]).toContain((await delivery).status);
    await eventually(
      () => look(reference),
      ({ state }) => state === 'captured',
      60_000,
    );
    expect(await ledger(reference)).toMatchObject({
      captured: AMOUNT.value,
      held: 0,
      violations: [],
      mutatingCalls: { capture: 1 },
    });
  }, 120_000);

  it('the API and Temporal: what was accepted goes on when they are back', async () => {
    const reference = await placeHeld();
    await system.kill('temporal');
    await system.kill('api');
    const delivered = await eventually(
      () => act(reference, 'delivery').catch(() => null),
      (reply) => reply?.status === 200,
      60_000,
    );
    expect(delivered?.body.state).toBe('captured');
    expect(await ledger(reference)).toMatchObject({
      captured: AMOUNT.value,
      violations: [],
      mutatingCalls: { capture: 1 },
    });
  }, 120_000);

  it('the worker and Temporal, between two questions about a doubt: the next is in time, and the pauses go on doubling', async () => {
    const reference = await placeHeld();
    await system.control('POST', '/control/webhook-faults', [{ action: { kind: 'lose' } }]);
    await system.control('POST', '/control/faults', [
      { operation: 'capture', times: 1, action: { kind: 'commit-then-reset' } },
      { operation: ['getOrder', 'getOrderByReference'], action: { kind: 'error', commit: false } },
    ]);
    const delivery = act(reference, 'delivery');
    // Asked at once and after 1, 2 and 4 s; then the pause is of 8 s, and the next one of 16.
    await refusedAtMs(reference, 4);
    // Not before it begins: a task that does not end is done again, with its question.
    await eventually(
      () => shopper.cli('workflow', 'show', '--workflow-id', orderWorkflowId(reference)),
      (history) => /TimerStarted\s*$/.test(history),
    );
    await Promise.all([system.kill('worker'), system.kill('temporal')]);
    const [, , , fourth = NaN, fifth = NaN, sixth = NaN] = await refusedAtMs(reference, 6);
    await delivery;
    expect(fifth - fourth).toBeGreaterThan(8_000 - EARLY_MS);
    expect(fifth - fourth).toBeLessThan(8_000 + RESTART_MS);
    expect(sixth - fifth).toBeGreaterThan(16_000 - EARLY_MS);
    expect(sixth - fifth).toBeLessThan(16_000 + RESTART_MS);
  }, 120_000);

  it('the vault: its cards are gone, and the buyer is asked again', async () => {
    const cardRef = await shopper.card();
    await system.kill('vault');
    const request = { reference: nextReference(), amount: AMOUNT, checkout: 'seamless', cardRef };
    const refused = await eventually(
      () => system.call('POST', '/v1/orders', request),
      ({ status }) => status !== 503,
    );
    expect(refused).toMatchObject({ status: 422, body: { type: expect.stringContaining('card') as string } });
  }, 60_000);
});

describe('stopping and starting again', () => {
  it('leaves nothing running, and open orders go on', async () => {
    const reference = await placeHeld();
    const before = system.run();
    expect(await system.stop()).toBe(0);
    for (const pid of Object.values(before.pids)) expect(() => process.kill(pid, 0)).toThrow('ESRCH');

    system = await startSystem({}, system.home);
    expect(await act(reference, 'delivery')).toMatchObject({ status: 200, body: { state: 'captured' } });
    expect(await ledger(reference)).toMatchObject({ captured: AMOUNT.value, violations: [] });
  }, 120_000);
});
