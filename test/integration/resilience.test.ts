import { eventually } from '../support/eventually';
import { RIGHT_OTP } from '../support/gateway';
import { AMOUNT } from '../support/orders';
import { shopperIn } from '../support/shopper';
import { startSystem } from '../support/system';
import type { System } from '../support/system';

/* What `npm start` runs, with parts of it killed, and stopped and started again. */

let system: System;
const shopper = shopperIn(() => system);
const { act, ledger, look, nextReference, place, placeHeld } = shopper;

beforeAll(async () => {
  system = await startSystem();
}, 180_000);
afterAll(() => system.remove());
beforeEach(() => system.control('POST', '/control/faults', []));

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
