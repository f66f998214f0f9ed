import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Card } from '../../activities/vault';
import { OTP_CARD, REDIRECT_CARD, RIGHT_OTP } from './gateway';

const IMAGES = path.resolve(__dirname, '../../docs/images');

/* What a buyer and a shop do on the checkout page, by what they see: labels, names of buttons, headings. */

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { name });
export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

export async function enterCard(page: Page, card: Card): Promise<void> {
  await page.getByLabel('Card number').fill(card.number);
  await page.getByLabel(/^Valid until/).fill(`${card.expiryMonth}/${card.expiryYear.slice(-2)}`);
  await page.getByLabel('Security code').fill(card.cvv);
}

/** @returns the reference of the order that the page has made up */
export async function placeOrder(page: Page, card: Card): Promise<string> {
  const reference = await page.getByLabel('Order reference').inputValue();
  await enterCard(page, card);
  await button(page, 'Pay').click();
  return reference;
}

/** @returns the reference of an order that goes to the gateway's own page */
export async function placeHosted(page: Page): Promise<string> {
  const reference = await page.getByLabel('Order reference').inputValue();
  await page.getByLabel(/On the gateway’s page/).check();
  await button(page, 'Go to the gateway’s page').click();
  return reference;
}

export const otpField = (page: Page): Locator => page.getByLabel('One-time password', { exact: true });

export async function enterOtp(page: Page, otp = RIGHT_OTP): Promise<void> {
  await otpField(page).fill(otp);
  await button(page, 'Confirm').click();
}

/** After a payment that did not go through: another card and its OTP, until the money is on hold. */
export async function payAgain(page: Page): Promise<void> {
  await enterCard(page, OTP_CARD);
  await button(page, 'Pay with this card').click();
  await enterOtp(page);
  await untilState(page, 'held');
}

/** An order whose next step is the page of the card's bank. */
export async function placeRedirected(page: Page): Promise<string> {
  const reference = await placeOrder(page, REDIRECT_CARD);
  await heading(page, 'Confirm the payment with your bank').waitFor();
  return reference;
}

/** The bank's own page, behind the link of the step. */
export async function goToBank(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Continue to/ }).click();
}

/** Waits until the panel shows the order so. */
export async function untilState(page: Page, state: string): Promise<void> {
  await page.locator(`#panel #state[data-state="${state}"]`).waitFor();
}

/** The ledger as the panel shows it, in rupees. */
export async function shownLedger(page: Page): Promise<Record<string, number>> {
  const entries = await page.locator('#ledger > div').allInnerTexts();
  return Object.fromEntries(
    entries.map((entry) => {
      const [name = '', amount = ''] = entry.split('\n');
      return [name, Number(amount.replace(/[₹,]/g, ''))];
    }),
  );
}

/** A picture for the documents; only on demand, so that a test run changes no file. */
export async function takePicture(page: Page, name: string, height?: number): Promise<void> {
  if (process.env['UPDATE_IMAGES'] !== '1') return;
  mkdirSync(IMAGES, { recursive: true });
  const { width = 0, height: whole = 0 } = page.viewportSize() ?? {};
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({
    path: path.join(IMAGES, `${name}.png`),
    clip: { x: 0, y: 0, width, height: height ?? whole },
    animations: 'disabled',
    caret: 'hide',
  });
}
