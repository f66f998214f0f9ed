import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import type { Run } from './system';

const FINDER = path.resolve(__dirname, '../../tools/browser.mjs');
const DESKTOP = { width: 800, height: 900 };
export const PHONE = { width: 360, height: 740 };
/** For what the page or the system does next; nothing waits longer. */
const STEP_TIMEOUT_MS = 15_000;

/** The Chromium that `npm test` found, or that the same search finds. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath:
      process.env['CHROMIUM_PATH'] ?? execFileSync(process.execPath, [FINDER], { encoding: 'utf8' }).trim(),
  });

/** A tab of a buyer, and all that the browser had to say about it. */
export interface Visit {
  readonly page: Page;
  /** Everything it asked for, of whomever. */
  readonly requests: readonly Request[];
  /** Errors and warnings of the console, breaches of the content policy and exceptions. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens the checkout page as the banner's link does. */
export async function visitCheckout(
  browser: Browser,
  { apiUrl, apiKey }: Pick<Run, 'apiUrl' | 'apiKey'>,
  { viewport = DESKTOP, search = '', ...options }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport, locale: 'en-IN', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  const requests: Request[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isRefusal(message.text())) complaints.push(message.text());
  });
  await reportBreaches(context, complaints);
  await page.goto(`${apiUrl}/checkout/${search}#key=${apiKey}`);
  return { page, requests, complaints, close: () => context.close() };
}

export interface VisitOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly search?: string;
}

/** Chromium notes each answer from 400 on: a refused OTP is an answer. */
const isRefusal = (text: string): boolean => /the server responded with a status of 4\d\d/.test(text);

async function reportBreaches(context: BrowserContext, complaints: string[]): Promise<void> {
  await context.exposeFunction('reportBreach', (directive: string) => complaints.push(`breach of ${directive}`));
  await context.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) => reportBreach(event.violatedDirective));`,
  );
}
