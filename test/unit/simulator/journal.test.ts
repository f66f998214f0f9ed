import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/simulator';
import { firstOf, Merchant, NATIVE_OTP_CARD, until, type Answer } from './merchant';

const OTP = '739158';
const CVV = '739';
const CARD = { number: '4539148803436467', cvv: CVV };

let folder: string;
const started: Simulator[] = [];

/** Started here is closed here, also when the test fails on the way. */
async function start(options: SimulatorOptions): Promise<Merchant> {
  const simulator = await startSimulator(options);
  started.push(simulator);
  const merchant = new Merchant(simulator);
  await merchant.logIn();
  return merchant;
}

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'simulator-'))));
afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.close();
  rmSync(folder, { recursive: true });
});

const credentials = {
  clientId: 'client',
  clientSecret: 'client secret',
  callbackSecret: 'ab'.repeat(32),
  webhookSecret: 'webhook secret',
};

describe('the state file', () => {
  it('tells the newest of two orders under one reference, although the older one changed last', async () => {
    const stateFile = join(folder, 'state');
    const before = await start({ stateFile, credentials, settings: { duplicateOrder: 'second-order' } });
    const { orderId } = await before.pending('both');
    const newest = (await before.createOrder('both')).body.data.order_id;
    before.simulator.control.act(orderId, 'authorise-late');
    await before.simulator.close();
    await (await start({ stateFile, credentials })).simulator.close();

    const after = await start({ stateFile, credentials });
    expect(after.simulator.control.order('both').order_id).toBe(newest);
    expect(after.simulator.control.ledgerOf('both')).toMatchObject({ orderId: newest, held: 1100 });
  });

  it('lets open orders and the ledger survive a restart', async () => {
    const stateFile = join(folder, 'state');
    const before = await start({ stateFile, credentials });
    const { orderId } = await before.held('open');
    const half = await before.pending('half');
    await before.otp('generate', half.paymentId);
    await before.otp('submit', half.paymentId, '000000');
    before.simulator.control.advanceClock(60_000);
    const [order, ledger] = [before.simulator.control.order('open'), before.simulator.control.ledgerOf('open')];
    await before.simulator.close();
    // Twice: the first start reads what was appended, and leaves the second a compacted file.
    await (await start({ stateFile, credentials })).simulator.close();

    const after = await start({ stateFile, credentials });
    expect({ ...after.simulator.control.order('open'), challenge_url: '' }).toEqual({ ...order, challenge_url: '' });
    expect(after.simulator.control.ledgerOf('open')).toEqual(ledger);
    expect(Date.parse(after.simulator.control.advanceClock(0))).toBeGreaterThan(Date.now() + 50_000);
    expect((await after.otp('submit', half.paymentId, '000000')).body.next).toEqual(['SUBMIT_OTP', 'RESEND_OTP']);
    expect((await after.otp('submit', half.paymentId, '000000')).body.next).toEqual(['NONE']);
    await after.capture(orderId, 'open-c');
    expect(after.money('open')).toEqual([1100, 1100, 0, 0, 0]);
    expect(after.simulator.control.ledgerOf('open').mutatingCalls).toMatchObject({
      createOrder: 1,
      createPayment: 1,
      capture: 1,
    });
  });

  it('keeps a token valid and an authorisation on its way', async () => {
    const stateFile = join(folder, 'state');
    // Longer than what comes before the restart takes on a busy machine.
    const options = { stateFile, credentials, settings: { authoriseAfterMs: 5_000 } };
    const before = await start(options);
    const token = (await before.logIn()).body.access_token;
    const { orderId } = await before.held('under-way');
    await before.simulator.close();
    const after = await start(options);
    // Nobody asks for the order meanwhile: its webhook comes by itself.
    await until(() => after.simulator.control.webhooks().length === 1);
    const answer = await after.call(`GET /api/pay/v1/orders/${orderId}`, undefined, { token });
    expect([answer.body.data.status, after.money('under-way')]).toEqual(['AUTHORIZED', [1100, 0, 0, 0, 1100]]);
  }, 30_000);

  it('drops a last line that was cut short, and refuses a file that is not its own', async () => {
    const stateFile = join(folder, 'state');
    const before = await start({ stateFile, credentials });
    await before.held('whole');
    await before.simulator.close();
    appendFileSync(stateFile, '{"orders":[{"id":"v1-');
    const after = await start({ stateFile, credentials });
    expect(after.money('whole')).toEqual([1100, 0, 0, 0, 1100]);
    await after.simulator.close();
    writeFileSync(stateFile, 'something else\n{}\n');
    await expect(startSimulator({ stateFile })).rejects.toThrow('line 1 of the state file');
  });

  it('forgets everything on reset', async () => {
    const stateFile = join(folder, 'state');
    const merchant = await start({ stateFile, credentials });
    await merchant.held('gone');
    merchant.simulator.control.reset();
    await merchant.simulator.close();
    expect(readFileSync(stateFile, 'utf8')).toBe('');
  });
});

describe('card number, CVV and OTP', () => {
  it('stand in no file, no log line and no answer', async () => {
    const stateFile = join(folder, 'state');
    const log: unknown[] = [];
    const webhooks: string[] = [];
    const merchant = await start({
      stateFile,
      settings: { otp: OTP },
      log: (line) => log.push(line),
      deliverWebhook: ({ rawBody }) => Promise.resolve(webhooks.push(rawBody) && 200),
    });
    const answers: Answer[] = [];
    const orderId = (await merchant.createOrder('canary')).body.data.order_id;
    answers.push(await merchant.pay(orderId, 'canary-p1', CARD), await merchant.pay(orderId, 'canary p2', CARD));
    merchant.simulator.control.act('canary', 'expire-payment');
    answers.push(await merchant.pay(orderId, 'canary-p3', { ...NATIVE_OTP_CARD, cvv: CVV }));
    const paid = await merchant.pay(orderId, 'canary-p4');
    const paymentId = paid.body.data.payments.at(-1)?.id ?? '';
    answers.push(paid, await merchant.otp('generate', paymentId), await merchant.otp('submit', paymentId, '111'));
    answers.push(await merchant.otp('submit', paymentId, '00000000'), await merchant.otp('submit', paymentId, OTP));
    answers.push(await merchant.capture(orderId, 'canary-c'), await merchant.get(orderId));
    const control = [merchant.simulator.control.configure({}), merchant.simulator.control.ledger(true)];
    const everything = JSON.stringify([
      answers.map(({ body }) => body),
      log,
      webhooks,
      control,
      merchant.simulator.control.orders(),
    ]);
    await merchant.simulator.close();
    // Digits in ids, times and bank references could be a CVV by chance: it is looked for as a value of its own.
    for (const text of [everything, readFileSync(stateFile, 'utf8')]) {
      expect(text).toContain('canary');
      for (const secret of [CARD.number, NATIVE_OTP_CARD.number, `"${OTP}"`, `"${CVV}"`, `"${NATIVE_OTP_CARD.cvv}"`]) {
        expect(text.includes(secret)).toBe(false);
      }
    }
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
    expect(firstOf(paid).status).toBe('FAILED');
  });
});
