import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { OrderNotFound, TemporalUnavailable } from '../../clients/order-errors';
import type { Orders, TrackedOrder } from '../../clients/orders';
import { accessibilityProblems } from '../support/accessibility';
import { launchBrowser, visitCheckout } from '../support/browser';
import { button, enterCard, heading, otpField, placeOrder, untilState } from '../support/checkout';
import { OTP_CARD } from '../support/gateway';
import { ACCEPTED, buildEdge, closeEdges, GLANCE, KEYS, VIEW } from '../unit/http/edge-fixture';

/* What the page makes of answers that a running system gives rarely: the edge is real, the orders behind it are made up. */

const NO_HOLD = { ...VIEW.ledger, authorised: GLANCE.held, held: GLANCE.held };
const WAITING: TrackedOrder = { ...VIEW, state: 'authenticating', ledger: NO_HOLD, decideAt: null };

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await closeEdges();
});

async function open(orders: Partial<Orders>, search = '?reference=ORD-1', apiKey: string = KEYS.all): Promise<Page> {
  const { app } = await buildEdge(orders, { returnUrlHosts: ['127.0.0.1'], clock: Date.now });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const apiUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return (await visitCheckout(browser, { apiUrl, apiKey }, { search })).page;
}

/** Answers one after the other; the last one again and again. */
const inTurn = (...answers: readonly (TrackedOrder | Error)[]): Orders['get'] => {
  let asked = 0;
  return async () => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? VIEW;
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
};

describe('the checkout page', () => {
  it('follows an order that was answered with 202 until the buyer has something to do', async () => {
    const place: Orders['place'] = () => Promise.resolve({ answered: false, accepted: ACCEPTED, order: GLANCE });
    const prompted = { ...WAITING, nextAction: { type: 'submitOtp' as const, resendAfter: null, attemptsLeft: 5 } };
    const page = await open({ place, get: inTurn(WAITING, WAITING, prompted) }, '');
    await placeOrder(page, OTP_CARD);
    await heading(page, 'One moment, please').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await heading(page, 'Enter the one-time password').waitFor();
    expect(await button(page, 'Send a new password').isVisible()).toBe(false);
  });

  it('says that nobody answers, and goes on when somebody does', async () => {
    const page = await open({ get: inTurn(new TemporalUnavailable('No worker answers'), VIEW) });
    await page.getByRole('alert').getByText('No worker answers').waitFor();
    await untilState(page, 'held');
    await page.getByRole('alert').waitFor({ state: 'hidden' });
  });

  it('tells when there is no such order, and offers a new one', async () => {
    const page = await open({ get: inTurn(new OrderNotFound('ORD-1')) });
    await page.getByRole('alert').getByText('There is no order ORD-1').waitFor();
    await heading(page, 'Place an order').waitFor();
  });

  it('repeats a request that was cut off under the same key', async () => {
    const page = await open({});
    await untilState(page, 'held');
    const keys: (string | undefined)[] = [];
    await page.route('**/delivery', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      await (keys.length === 1 ? route.abort() : route.continue());
    });
    await button(page, 'Goods delivered').click();
    await page.waitForResponse('**/delivery');
    expect(keys).toEqual([expect.any(String), keys[0]]);
  });

  it('lets nobody enter a password that is used up, only have another sent', async () => {
    const used = { type: 'submitOtp', resendAfter: '2026-01-01T00:00:00.000Z', attemptsLeft: 0 } as const;
    const page = await open({ get: inTurn({ ...WAITING, nextAction: used }) });
    await heading(page, 'Enter the one-time password').waitFor();
    expect(await otpField(page).isDisabled()).toBe(true);
    expect(await button(page, 'Confirm').isDisabled()).toBe(true);
    expect(await button(page, 'Send a new password').isEnabled()).toBe(true);
  });

  it('takes no password for a while after several wrong ones, and says how many tries are left', async () => {
    const later = new Date(Date.now() + 3_000).toISOString();
    const wait = { type: 'submitOtp', resendAfter: null, attemptsLeft: 1, submitAfter: later } as const;
    const page = await open({ get: inTurn({ ...WAITING, nextAction: wait }) });
    await page.getByText('One attempt is left.').waitFor();
    expect(await otpField(page).isDisabled()).toBe(true);
    await page.getByText(/the next one can be entered in 0:0/).waitFor();
    await page.locator('#otp-wait').waitFor({ state: 'hidden' });
    expect(await otpField(page).isEnabled()).toBe(true);
    expect(await button(page, 'Confirm').isEnabled()).toBe(true);
  });

  it('says of an order that waits for a person nothing else first', async () => {
    const attention = { code: 'refused', reason: 'refused', since: '2027-01-15T08:00:00.000Z', advice: 'Look' };
    const page = await open({ get: inTurn({ ...VIEW, state: 'capturing', attention }) });
    await page.locator('#state', { hasText: 'capturing: a person is needed' }).waitFor();
  });

  it('leads to web pages only, whatever an order says', async () => {
    const nextAction = { type: 'redirect', url: 'javascript:alert(1)' } as const;
    const page = await open({ get: inTurn({ ...WAITING, nextAction }) });
    await heading(page, 'Confirm the payment with your bank').waitFor();
    expect(await page.locator('#bank-link').getAttribute('href')).toBeNull();
  });

  it('shows what the API finds wrong beside its field', async () => {
    const page = await open({}, '');
    await enterCard(page, { ...OTP_CARD, expiryYear: '2098' });
    await button(page, 'Pay').click();
    await page.locator('#expiry-error', { hasText: 'Too far in the future' }).waitFor();
    expect(await page.locator(':focus').getAttribute('id')).toBe('expiry');
  });

  it('tells whose key is not known where to get one', async () => {
    const page = await open({}, '', 'key-of-nobody-at-all-00');
    await placeOrder(page, OTP_CARD);
    await heading(page, 'An API key is needed').waitFor();
  });
});
