import { spawn } from 'node:child_process';
import path from 'node:path';
import type { OrderList, TrackedOrder } from '../../clients/orders';
import { OTP_CARD, RIGHT_OTP, WRONG_OTP } from '../support/gateway';
import { AMOUNT, figures } from '../support/orders';
import { shopperIn } from '../support/shopper';
import { startSystem } from '../support/system';
import type { System } from '../support/system';

/* The command line and the example, as people start them beside `npm start`. */

const ROOT = path.resolve(__dirname, '../..');

let system: System;
const { ledger } = shopperIn(() => system);

beforeAll(async () => {
  system = await startSystem();
}, 180_000);
afterAll(() => system.remove());

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a script of the checkout with nothing of our environment, and gives it `input`. */
function run(script: string, argv: readonly string[], home: string, input = ''): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOLDFAST_HOME: home };
  const child = spawn(process.execPath, [path.join(ROOT, script), ...argv], { env });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (exit) => resolve({ exit, ...said })));
}
const holdfast = (line: string, input?: string): Promise<Ended> =>
  run('tools/holdfast.mjs', line.split(' '), system.home, input);
const orderOf = ({ out }: Ended): TrackedOrder => JSON.parse(out) as TrackedOrder;

describe('the command line', () => {
  it('takes an order from a card on standard input to the captured money', async () => {
    const placed = await holdfast('order place CLI-1 --amount 1100.00 --card --json', JSON.stringify(OTP_CARD));
    expect(placed).toMatchObject({ exit: 0, err: '' });
    expect(orderOf(placed)).toMatchObject({ state: 'authenticating', nextAction: { type: 'submitOtp' } });

    const wrong = await holdfast('order otp CLI-1 --json', WRONG_OTP);
    expect(wrong).toMatchObject({ exit: 6, out: '' });
    expect(JSON.parse(wrong.err)).toMatchObject({ error: { type: 'otp-declined', order: { reference: 'CLI-1' } } });
    expect(orderOf(await holdfast('order otp CLI-1 --json', `${RIGHT_OTP}\n`))).toMatchObject({ state: 'held' });

    const held = orderOf(await holdfast('order show CLI-1 --json'));
    expect(figures(held)).toMatchObject({ authorised: AMOUNT.value, held: AMOUNT.value });
    expect(await holdfast('order deliver CLI-1')).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/captured +₹1,100\.00/),
    });
    expect(await holdfast('order watch CLI-1')).toMatchObject({ exit: 0, out: expect.stringContaining('= captured.') });
    expect(await ledger('CLI-1')).toMatchObject({ captured: AMOUNT.value, held: 0, violations: [] });
  });

  it('lists the order with the page of its workflow', async () => {
    const { exit, out } = await holdfast('order list --state captured --json');
    expect(exit).toBe(0);
    const { orders } = JSON.parse(out) as OrderList;
    const url = expect.stringContaining(`${system.run().webUiUrl}/namespaces/default/workflows/preauth-CLI-1/`);
    expect(orders).toEqual([
      expect.objectContaining({ reference: 'CLI-1', workflow: expect.objectContaining({ url }) }),
    ]);
  });

  it('gives the money back, and says what is on hold', async () => {
    const refunded = await holdfast('order refund CLI-1 --refund-reference CLI-R --reason returned --json');
    expect(refunded).toMatchObject({ exit: 0, err: '' });
    expect(JSON.parse(refunded.out)).toMatchObject({ refundReference: 'CLI-R', state: 'refunded', amount: AMOUNT });
    expect((await holdfast('order refunds CLI-1')).out).toMatch(/CLI-R +refunded +₹1,100\.00/);
    expect(await ledger('CLI-1')).toMatchObject({ refunded: AMOUNT.value, violations: [] });
    expect(await holdfast('exposure')).toMatchObject({ exit: 0, out: expect.stringMatching(/^total +0 +₹0\.00$/m) });
  });

  it.each([
    ['order show NONE', 4],
    ['order cancel CLI-1 --reason late', 3],
    ['order place CLI-1 --amount 5.00', 5],
    ['order place CLI-2 --amount 5', 2],
    ['order place CLI-2 --amount 5.00 --return-url https://elsewhere.example.com/', 2],
    ['refund recheck CLI-1 CLI-R --actor support --reason asked', 3],
    ['refund resolve CLI-1 NONE --as failed --actor support --reason gone', 4],
    [`order show ${OTP_CARD.number}`, 2],
  ])('%s ends with %d', async (line, expected) => {
    const { exit, out, err } = await holdfast(line);
    expect([exit, out]).toEqual([expected, '']);
    expect(err).not.toContain(OTP_CARD.number);
  });
});

describe('holdfast doctor', () => {
  it('finds a running system well', async () => {
    const { exit, out } = await holdfast('doctor --json');
    expect(JSON.parse(out)).toMatchObject({ ok: true });
    expect(exit).toBe(0);
  });

  it('without a system names every setting that is missing', async () => {
    const { exit, out } = await run('dist/workers/cli.js', ['doctor'], '');
    expect(exit).toBe(9);
    for (const name of ['TEMPORAL_ADDRESS', 'ENCRYPTION_KEYS', 'VAULT_URL', 'PLURAL_BASE_URL', 'API_KEYS']) {
      expect(out).toContain(`→ ${name}: expected`);
    }
  });
});

describe('the example shop', () => {
  it('sells three baskets: one delivered, one cancelled, one captured in part', async () => {
    const { exit, out, err } = await run('tools/example.mjs', [], system.home);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const [, prefix = ''] = /^(shop-\d+)-/m.exec(out) ?? [];
    const [delivered, cancelled, part] = await Promise.all(
      ['delivered', 'cancelled', 'part'].map((name) => ledger(`${prefix}-${name}`)),
    );
    expect(delivered).toMatchObject({ captured: 110_000, released: 0, violations: [] });
    expect(cancelled).toMatchObject({ captured: 0, released: 250_000, violations: [] });
    expect(part).toMatchObject({ captured: 45_000, released: 45_000, violations: [] });
    expect(out).toContain(`${prefix}-part: captured ₹450.00, released ₹450.00`);
  }, 120_000);
});
