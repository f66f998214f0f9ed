import type { Page } from 'playwright-core';
import { accessibilityProblems, checkPhone } from '../support/accessibility';
import { PHONE } from '../support/browser';
import type { VisitOptions } from '../support/browser';
import { browse } from '../support/browsing';
import {
  button,
  enterCard,
  enterOtp,
  heading,
  otpField,
  placeOrder,
  shownLedger,
  takePicture,
  untilState,
} from '../support/checkout';
import { OTP_CARD, REDIRECT_CARD, RIGHT_OTP } from '../support/gateway';
import { shopperIn } from '../support/shopper';

/* A shop's hand on a hold, on the checkout page; and what the page owes to everybody: privacy, any size, any means. */

const browsing = browse();
const { open, system } = browsing;
const { ledger, placeHeld } = shopperIn(system);

/** An order on hold, and the page that shows it. */
async function openHeld(options?: VisitOptions): Promise<{ page: Page; reference: string }> {
  const reference = await placeHeld();
  const page = await open({ ...options, search: `?reference=${reference}` });
  await untilState(page, 'held');
  return { page, reference };
}

describe('a hold', () => {
  it('is captured in part, and the rest is let go', async () => {
    const { page, reference } = await openHeld();
    const field = page.getByLabel('Capture a part, in rupees');
    await field.fill('2000');
    await button(page, 'Capture part').click();
    await page.locator('#capture-amount-error', { hasText: 'Only' }).waitFor();
    await field.fill('400.50');
    await button(page, 'Capture part').click();
    await untilState(page, 'captured');
    await page.locator('#ledger [data-part=released] + dd', { hasText: '699.50' }).waitFor();
    expect(await shownLedger(page)).toMatchObject({ authorised: 1100, held: 0, captured: 400.5, released: 699.5 });
    expect(await ledger(reference)).toMatchObject({ captured: 40_050, released: 69_950, held: 0, violations: [] });
  });

  it('is captured whole', async () => {
    const { page, reference } = await openHeld();
    await button(page, 'Capture all').click();
    await untilState(page, 'captured');
    await page.locator('#heading-panel:focus').waitFor();
    expect(await ledger(reference)).toMatchObject({ captured: 110_000, violations: [] });
  });

  it('is let go when the order is cancelled', async () => {
    const { page, reference } = await openHeld();
    await button(page, 'Cancel the order').click();
    await untilState(page, 'released');
    await page.locator('#heading-panel:focus').waitFor();
    expect(await ledger(reference)).toMatchObject({ released: 110_000, captured: 0, violations: [] });
  });

  it('is decided about at another time, but never past its window', async () => {
    const { page } = await openHeld();
    const field = page.getByLabel('Decide at the latest');
    await field.fill('80 days');
    await button(page, 'Extend').click();
    await page.locator('#decide-by-error:not(:empty)').waitFor();
    await field.fill('2 days');
    await button(page, 'Extend').click();
    await page.locator('#decide-countdown', { hasText: '1 d 23 h' }).waitFor();
    expect(await page.locator('#decide-by-error').innerText()).toBe('');
  });

  it('whose capture the gateway does not answer is followed until it is known', async () => {
    const { page, reference } = await openHeld();
    await system().control('POST', '/control/faults', [
      { operation: 'capture', times: 1, action: { kind: 'commit-then-reset' } },
    ]);
    await button(page, 'Goods delivered').click();
    await untilState(page, 'captured');
    expect(await ledger(reference)).toMatchObject({ captured: 110_000, violations: [] });
  });
});

describe('the page', () => {
  it('sends the card to one route, once, and keeps nothing of it', async () => {
    const page = await open();
    await placeOrder(page, OTP_CARD);
    await heading(page, 'Enter the one-time password').waitFor();
    await enterOtp(page);
    await untilState(page, 'held');
    const digits = OTP_CARD.number;
    const groups = '4012 0010 3714 1112';
    const carriers = browsing
      .visit()
      .requests.filter((request) => `${request.url()} ${request.postData() ?? ''}`.includes(digits));
    expect(carriers.map((request) => `${request.method()} ${new URL(request.url()).pathname}`)).toEqual([
      'POST /v1/cards',
    ]);
    const kept = await page.evaluate<string>(`JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input')].map(({ value }) => value),
      { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state, window.name,
    ])`);
    for (const secret of [digits, groups, RIGHT_OTP])
      expect(kept.replaceAll('<code>123456</code>', '')).not.toContain(secret);
  });

  it('asks nobody but the API and, by a link, the bank', async () => {
    const page = await open();
    await placeOrder(page, REDIRECT_CARD);
    await page.getByRole('link', { name: 'Continue to your bank' }).click();
    await button(page, 'Cancel').click();
    await heading(page, 'The payment did not go through').waitFor();
    const { apiUrl, simulator } = system().run();
    expect(new Set(browsing.visit().requests.map((request) => new URL(request.url()).origin))).toEqual(
      new Set([apiUrl, simulator.url]),
    );
  });

  it('sends a key with every POST, and another one for another wish', async () => {
    const page = await open();
    await placeOrder(page, OTP_CARD);
    await enterOtp(page);
    await untilState(page, 'held');
    const keys = browsing
      .visit()
      .requests.filter((request) => request.method() === 'POST')
      .map((request) => request.headers()['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys.filter(Boolean)).size).toBe(3);
  });

  it('takes the API key out of the address, and says what to do without one', async () => {
    const page = await open();
    await heading(page, 'Place an order').waitFor();
    const { apiUrl, apiKey } = system().run();
    expect(page.url()).toBe(`${apiUrl}/checkout/`);
    expect(
      browsing
        .visit()
        .requests.map((request) => request.url())
        .filter((url) => url.includes(apiKey)),
    ).toHaveLength(0);
    const stranger = await browsing.visit().page.context().newPage();
    await stranger.goto(`${apiUrl}/checkout/`);
    await heading(stranger, 'An API key is needed').waitFor();
    expect(await accessibilityProblems(stranger)).toEqual([]);
  });

  it('tells what is wrong beside each field, before anything is sent', async () => {
    const page = await open();
    await page.getByLabel('Amount in rupees').fill('much');
    await enterCard(page, { ...OTP_CARD, number: '4012001037141113', expiryYear: '2021', cvv: '1' });
    await button(page, 'Pay').click();
    const wrong = page.locator('[aria-invalid=true]');
    expect(await wrong.evaluateAll((fields) => fields.map(({ id }) => id))).toEqual([
      'amount',
      'number',
      'expiry',
      'cvv',
    ]);
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('amount');
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(browsing.visit().requests.filter((request) => request.method() === 'POST')).toEqual([]);
  });

  it('writes the card in groups of four, with the cursor where it was', async () => {
    const page = await open();
    const field = page.getByLabel('Card number');
    await field.pressSequentially('401201037141112');
    await field.evaluate((input) =>
      (input as unknown as { setSelectionRange(a: number, b: number): void }).setSelectionRange(6, 6),
    );
    await field.press('0');
    expect(await field.inputValue()).toBe('4012 0010 3714 1112');
    await field.press('Backspace');
    expect(await field.inputValue()).toBe('4012 0103 7141 112');
  });

  it('can be used by keyboard alone, and takes it to each step', async () => {
    const page = await open();
    await page.getByLabel('Card number').focus();
    const { number, cvv } = OTP_CARD;
    await page.keyboard.type(number);
    await page.keyboard.press('Tab');
    await page.keyboard.type('1231');
    await page.keyboard.press('Tab');
    await page.keyboard.type(cvv);
    await page.keyboard.press('Enter');
    await heading(page, 'Enter the one-time password').waitFor();
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('heading-otp');
    await page.keyboard.press('Tab');
    await page.keyboard.type(RIGHT_OTP);
    await page.keyboard.press('Enter');
    await untilState(page, 'held');
    await page.locator('#heading-panel:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await untilState(page, 'captured');
    await page.locator('#heading-panel:focus').waitFor();
  });

  it.each(['light', 'dark'] as const)('is readable on a phone, at each step, in %s colours', async (colorScheme) => {
    const page = await open({ viewport: PHONE, colorScheme });
    await heading(page, 'Place an order').waitFor();
    await page.getByText('Test cards of the simulator').click();
    await checkPhone(page);
    await button(page, /^Fill in Visa ending in 1112/).click();
    if (colorScheme === 'light') await takePicture(page, 'checkout-phone');
    await button(page, 'Pay').click();
    await otpField(page).waitFor();
    await checkPhone(page);
    await enterOtp(page);
    await untilState(page, 'held');
    await checkPhone(page);
    if (colorScheme === 'dark') await takePicture(page, 'checkout-phone-held-dark');
    await button(page, 'Goods delivered').click();
    await untilState(page, 'captured');
    await checkPhone(page);
  });
});
