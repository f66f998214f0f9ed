import type { Page } from 'playwright-core';
import { accessibilityProblems, checkPhone } from '../support/accessibility';
import { PHONE } from '../support/browser';
import { browse } from '../support/browsing';
import {
  button,
  enterCard,
  enterOtp,
  goToBank,
  heading,
  otpField,
  payAgain,
  placeHosted,
  placeOrder,
  placeRedirected,
  shownLedger,
  takePicture,
  untilState,
} from '../support/checkout';
import { OTP_CARD, RIGHT_OTP, WRONG_OTP } from '../support/gateway';
import { shopperIn } from '../support/shopper';

/* A buyer in a real browser, on the checkout page, the bank's and the gateway's, until the money is on hold. */

const browsing = browse();
const { open, system } = browsing;
const { act, look, ledger } = shopperIn(system);

afterEach(() => system().control('POST', '/control/settings', { otpResendAfterS: 30, otpMaxWrong: 3 }));

describe('a card with a one-time password', () => {
  it('is held after the password, and captured on delivery', async () => {
    const page = await open();
    await heading(page, 'Place an order').waitFor();
    await enterCard(page, OTP_CARD);
    await takePicture(page, 'checkout-card');
    const reference = await placeOrder(page, OTP_CARD);
    await heading(page, 'Enter the one-time password').waitFor();
    await takePicture(page, 'checkout-otp');
    await enterOtp(page);
    await untilState(page, 'held');
    await takePicture(page, 'checkout-held');
    expect(await shownLedger(page)).toMatchObject({ authorised: 1100, held: 1100, captured: 0 });
    expect(await ledger(reference)).toMatchObject({ held: 110_000 });

    await button(page, 'Goods delivered').click();
    await untilState(page, 'captured');
    await takePicture(page, 'checkout-captured', 850);
    expect(await shownLedger(page)).toMatchObject({ held: 0, captured: 1100 });
    expect(await ledger(reference)).toMatchObject({ captured: 110_000, held: 0, violations: [] });
  });

  it('tells of a wrong password beside its field, and takes the right one then', async () => {
    const page = await open();
    const reference = await placeOrder(page, OTP_CARD);
    await enterOtp(page, WRONG_OTP);
    await page.locator('#otp-error:not(:empty)').waitFor();
    expect(await otpField(page).getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('otp');
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, 'checkout-otp-wrong');
    await enterOtp(page);
    await untilState(page, 'held');
    expect(await ledger(reference)).toMatchObject({ held: 110_000 });
  });

  it('counts down until the bank may send another password, and has it sent', async () => {
    await system().control('POST', '/control/settings', { otpResendAfterS: 3 });
    const page = await open();
    const reference = await placeOrder(page, OTP_CARD);
    const resend = button(page, 'Send a new password');
    await page.locator('#resend-countdown', { hasText: /^0:0[1-3]$/ }).waitFor();
    expect(await resend.isDisabled()).toBe(true);
    await resend.click();
    await page.locator('#heading-otp:focus').waitFor();
    await page.locator('#timeline li', { hasText: 'OTP sent' }).nth(1).waitFor();
    await enterOtp(page);
    await untilState(page, 'held');
    expect((await look(reference)).timeline.filter(({ what }) => what.startsWith('OTP sent'))).toHaveLength(2);
  });

  it('that is used up is followed by another card', async () => {
    await system().control('POST', '/control/settings', { otpMaxWrong: 1 });
    const page = await open();
    const reference = await placeOrder(page, OTP_CARD);
    await enterOtp(page, WRONG_OTP);
    await heading(page, 'The payment did not go through').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await payAgain(page);
    expect(await ledger(reference)).toMatchObject({ held: 110_000 });
  });

  it('a card that is refused at once is followed by another', async () => {
    const page = await open();
    const reference = await placeOrder(page, { ...OTP_CARD, number: '4000000000000002' });
    await heading(page, 'The payment did not go through').waitFor();
    await payAgain(page);
    expect(await ledger(reference)).toMatchObject({ held: 110_000 });
  });
});

describe('the test cards that the page offers', () => {
  it.each([
    ['Visa ending in 1112', ['Enter the one-time password']],
    ['Mastercard ending in 1096', ['Confirm the payment with your bank']],
    ['Visa ending in 0002', ['The payment did not go through']],
    ['Visa ending in 9995', ['Enter the one-time password', 'The payment did not go through']],
  ])('%s leads to: %s', async (card, headings) => {
    const page = await open();
    await page.getByText('Test cards of the simulator').click();
    await button(page, new RegExp(`^Fill in ${card}`)).click();
    await button(page, 'Pay').click();
    for (const [index, name] of headings.entries()) {
      if (index > 0) await enterOtp(page);
      await heading(page, name).waitFor();
    }
  });
});

describe("on the bank's page", () => {
  it('the buyer confirms, comes back by themselves, and the money is on hold', async () => {
    const page = await open();
    const reference = await placeRedirected(page);
    await takePicture(page, 'checkout-bank');
    await goToBank(page);
    await page.getByLabel('One-time password sent to your phone').fill(RIGHT_OTP);
    await takePicture(page, 'bank-page', 480);
    await confirmAtBank(page);
    expect(new URL(page.url()).search).toBe(`?reference=${reference}`);
    expect(await ledger(reference)).toMatchObject({ held: 110_000 });
  });

  it('the buyer gives up, comes back, and pays with another card', async () => {
    const page = await open();
    const reference = await placeRedirected(page);
    await goToBank(page);
    await button(page, 'Cancel').click();
    await page.waitForURL(/\/checkout\//);
    await heading(page, 'The payment did not go through').waitFor();
    await payAgain(page);
    expect(await ledger(reference)).toMatchObject({ held: 110_000 });
  });
});

describe("on the gateway's page", () => {
  it('the buyer enters the card, and this page sees none', async () => {
    const page = await open();
    const reference = await placeHosted(page);
    await heading(page, 'Pay on the gateway’s page').waitFor();
    await goToBank(page);
    await page.getByLabel('Card number').fill(OTP_CARD.number);
    await page.getByLabel('Name on the card').fill('A Buyer');
    await page.getByLabel('Expiry month (two digits)').fill(OTP_CARD.expiryMonth);
    await page.getByLabel('Expiry year (four digits)').fill(OTP_CARD.expiryYear);
    await page.getByLabel('Security code').fill(OTP_CARD.cvv);
    await takePicture(page, 'hosted-page', 790);
    await button(page, 'Pay').click();
    await confirmAtBank(page);
    expect(await ledger(reference)).toMatchObject({ held: 110_000 });
    expect(browsing.visit().requests.filter((request) => request.url().endsWith('/v1/cards'))).toEqual([]);
  });
});

describe('a buyer who went away', () => {
  it('finds the way to the bank again, and finishes there', async () => {
    const page = await open();
    const reference = await placeRedirected(page);
    await goToBank(page);
    await page.getByLabel('One-time password sent to your phone').waitFor();
    await reopen(page, reference);
    await heading(page, 'Confirm the payment with your bank').waitFor();
    await goToBank(page);
    await confirmAtBank(page);
    expect(await ledger(reference)).toMatchObject({ authorised: 110_000, held: 110_000 });
  });

  it('finds an order abandoned that was cancelled while the password was awaited', async () => {
    const page = await open();
    const reference = await placeOrder(page, OTP_CARD);
    await otpField(page).waitFor();
    await page.goto('about:blank');
    await act(reference, 'cancel', { reason: 'out of stock' });
    await reopen(page, reference);
    await untilState(page, 'abandoned');
    expect(await otpField(page).isVisible()).toBe(false);
    await page.getByRole('link', { name: 'New order' }).waitFor();
    expect(await ledger(reference)).toMatchObject({ held: 0, captured: 0, violations: [] });
  });
});

describe.each(['light', 'dark'] as const)('on a phone, in %s colours', (colorScheme) => {
  it("the bank's page, the way to it and a payment that did not go through are readable", async () => {
    const page = await open({ viewport: PHONE, colorScheme });
    await placeRedirected(page);
    await checkPhone(page);
    await goToBank(page);
    await page.getByLabel('One-time password sent to your phone').waitFor();
    await checkPhone(page);
    await button(page, 'Cancel').click();
    await heading(page, 'The payment did not go through').waitFor();
    await checkPhone(page);
  });

  it("the gateway's page and the way to it are readable", async () => {
    const page = await open({ viewport: PHONE, colorScheme });
    await placeHosted(page);
    await heading(page, 'Pay on the gateway’s page').waitFor();
    await checkPhone(page);
    await goToBank(page);
    await page.getByLabel('Card number').waitFor();
    await checkPhone(page);
  });
});

/** The right OTP on the bank's page, and the way back. */
async function confirmAtBank(page: Page): Promise<void> {
  await page.getByLabel('One-time password sent to your phone').fill(RIGHT_OTP);
  await button(page, 'Confirm').click();
  await page.waitForURL(/\/checkout\//);
  await untilState(page, 'held');
}

/** By a link that was kept, in the tab that knows the API key. */
const reopen = (page: Page, reference: string) =>
  page.goto(`${system().run().apiUrl}/checkout/?reference=${reference}`);
