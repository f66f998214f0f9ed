import { setTimeout as pause } from 'node:timers/promises';
import type { ActName, ActOptionsInput } from '../../../simulator/acts';
import type { FaultRuleInput } from '../../../simulator/control';
import type { Settings } from '../../../simulator/settings';
import type { OrderView } from '../../../workflows/contract/order';
import { orderWorkflowId } from '../../../workflows/contract/order';
import type { DecideBy } from '../../../workflows/domain/order/terms';
import { OTP_CARD, RIGHT_OTP } from '../../support/gateway';
import { openPage, submitPage } from '../../support/pages';
import type { Shop } from '../../support/orders';
import type { Page } from '../../support/pages';
import type { Deed, Stage } from './scenario';

/** The words in which scenarios are told. */

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const rupees = (value: number): { value: number; currency: string } => ({ value: value * 100, currency: 'INR' });

/** What does not come at once is seen by a later look. */
export const PATIENCE = { timeoutMs: 3_000 } as const;

// Time, and looks at the order.

/** The workflow has closed: a moment after its last answer, and what is said to it then meets a closed order. */
export const hasEnded: Deed = async ({ order }) => void (await order.result());

export const pass =
  (durationMs: number): Deed =>
  ({ shop }) =>
    shop.pass(durationMs);

/** The order comes to look like this, at once or within the seconds that a question may wait for its turn. */
export const shows =
  (expected: object): Deed =>
  ({ shop, order }) =>
    holds(shop, async () => expect(await order.look()).toMatchObject(expected));

const SHOWN_WITHIN_MS = 8 * SECOND_MS;
/** On a machine that is busy with other things; without time for the order to go on by itself. */
const LOOKS_MS = 30 * SECOND_MS;
const PAUSE_MS = 25;
/** Before time is let pass: what comes at once does so without. */
const AT_ONCE_MS = 500;

/**
 * Tries again until the assertion holds, and fails as it failed last. Virtual time does not pass by itself: what needs
 * seconds of it is not waited for, but given them.
 */
async function holds(shop: Shop, assertion: () => Promise<void>): Promise<void> {
  const beganMs = Date.now();
  let leftMs = shop.environment.supportsTimeSkipping ? SHOWN_WITHIN_MS : 0;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      const waitedMs = Date.now() - beganMs;
      if (waitedMs > LOOKS_MS) throw error;
      await pause(PAUSE_MS);
      if (waitedMs < AT_ONCE_MS || leftMs === 0) continue;
      await shop.pass(SECOND_MS);
      leftMs -= SECOND_MS;
    }
  }
}

/** Refused with this code; `sentence` is part of what a person is told. */
export const refused =
  (code: string, deed: Deed, sentence = ''): Deed =>
  (stage) =>
    expect(deed(stage)).rejects.toMatchObject({
      name: 'NotAllowed',
      code,
      message: expect.stringContaining(sentence) as string,
    });

/** The caller is told of the failure with this name. */
export const told =
  (name: 'OtpDeclined' | 'OtpGone', deed: Deed): Deed =>
  (stage) =>
    expect(deed(stage)).rejects.toMatchObject({ name });

/** All at once. */
export const atOnce =
  (...deeds: readonly Deed[]): Deed =>
  (stage) =>
    Promise.all(deeds.map((deed) => deed(stage)));

// The buyer.

export const entersOtp =
  (otp = RIGHT_OTP): Deed =>
  async ({ shop, order }) =>
    shop.orders.submitOtp(order.reference, { otpRef: await shop.bench.otp(otp) }, PATIENCE);

export const hasOtpResent: Deed = ({ shop, order }) => shop.orders.resendOtp(order.reference, PATIENCE);

export const paysWith =
  (card = OTP_CARD): Deed =>
  async ({ shop, order }) =>
    shop.orders.pay(order.reference, { cardRef: await shop.bench.card(card) }, PATIENCE);

/** What a buyer does on the pages of bank and gateway, form by form. */
type Answers = Readonly<Record<string, string>>;
export const CONFIRMS: Answers = { answer: 'confirm', otp: RIGHT_OTP };
export const CANCELS: Answers = { answer: 'cancel' };
export const ENTERS_CARD: Answers = {
  answer: 'pay',
  card_number: OTP_CARD.number,
  name: 'A Buyer',
  expiry_month: OTP_CARD.expiryMonth,
  expiry_year: OTP_CARD.expiryYear,
  cvv: OTP_CARD.cvv,
};

/** Goes to the page of the order, answers it and what follows it, and closes the window. */
export const goesAway =
  (...answers: readonly Answers[]): Deed =>
  async (stage) => {
    let page: Page = await openPage(await redirectOf(stage));
    for (const answer of answers) page = await submitPage(page, answer);
    stage.callback = page;
  };

/** The same, and the browser brings the signed answer back. */
export const goesThereAndBack =
  (...answers: readonly Answers[]): Deed =>
  async (stage) => {
    await goesAway(...answers)(stage);
    await comesBack(stage);
  };

/** The browser brings what the last page gave it; again, if it has done so before. */
export const comesBack: Deed = async ({ shop, order, callback }) => {
  const { status = '', error_code: errorCode, signature: idempotencyKey = '' } = callback?.fields ?? {};
  if (status === '') throw new Error('The page sends the buyer nowhere');
  const hint = { status, ...(errorCode && { errorCode }) };
  // The server of virtual time orders a webhook and a callback of one moment otherwise in a replay.
  await shop.webhooksArrived();
  return shop.orders.returned(order.reference, hint, { ...PATIENCE, idempotencyKey });
};

async function redirectOf({ shop, order }: Stage): Promise<string> {
  let url = '';
  await holds(shop, async () => {
    const { nextAction } = await order.look();
    url = nextAction?.type === 'redirect' ? nextAction.url : '';
    expect(nextAction).toMatchObject({ type: 'redirect' });
  });
  return url;
}

// The order system and the people behind it.

export const delivers: Deed = ({ shop, order }) => shop.orders.confirmDelivery(order.reference, PATIENCE);

export const captures =
  (amount?: { value: number; currency: string }): Deed =>
  ({ shop, order }) =>
    shop.orders.capture(order.reference, amount && { amount }, PATIENCE);

export const cancels: Deed = ({ shop, order }) =>
  shop.orders.cancel(order.reference, { reason: 'out of stock' }, PATIENCE);

export const movesDecision =
  (decideBy: DecideBy | ((view: OrderView) => DecideBy)): Deed =>
  async ({ shop, order }) => {
    const wish = typeof decideBy === 'function' ? decideBy(await order.look()) : decideBy;
    return shop.orders.extend(order.reference, { decideBy: wish }, PATIENCE);
  };

const BY_SUPPORT = { actor: 'support', reason: 'seen in the dashboard' };

export const rechecks: Deed = ({ shop, order }) => shop.orders.recheck(order.reference, BY_SUPPORT, PATIENCE);

export const resolves =
  (as: 'captured' | 'released' | 'declined', { force = false } = {}): Deed =>
  ({ shop, order }) =>
    shop.orders.resolve(order.reference, { as, ...BY_SUPPORT, force }, PATIENCE);

export const signals =
  (name: string, ...args: unknown[]): Deed =>
  ({ shop, order }) =>
    shop.environment.client.workflow.getHandle(orderWorkflowId(order.reference)).signal(name, ...args);

// The gateway, its bank, and people at its dashboard.

export const gatewayDoes =
  (act: ActName, { nthPayment, ...options }: ActOptionsInput & { nthPayment?: number } = {}): Deed =>
  async ({ shop, order: { reference } }) => {
    const { control } = shop.bench.simulator;
    // Time may have been skipped since the last call.
    await shop.pass(1);
    const payment = nthPayment === undefined ? undefined : control.order(reference).payments[nthPayment - 1];
    control.act(reference, act, { ...options, ...(payment && { paymentId: payment.id }) });
  };

export const gatewayIs =
  (change: Partial<Settings>): Deed =>
  async ({ shop }) =>
    shop.bench.simulator.control.configure(change);

/** From now on instead of what went wrong before. */
export const goesWrong =
  (...faults: readonly FaultRuleInput[]): Deed =>
  async ({ shop, order: { reference } }) =>
    shop.bench.simulator.control.setFaults(faults.map((rule) => ({ ...rule, reference })));

/** Every webhook of the order, which came once, comes once more; both times it is acknowledged. */
export const webhooksComeAgain: Deed = async ({ shop, order: { reference } }) => {
  const { control } = shop.bench.simulator;
  expect(control.resendWebhooks(reference)).toBeGreaterThan(0);
  const ofOrder = control.webhooks().filter((webhook) => webhook.reference === reference);
  const answers = () => ofOrder.map(({ attempts }) => attempts.map(({ status }) => status));
  await holds(shop, async () => expect(answers()).toEqual(ofOrder.map(() => [200, 200])));
};
