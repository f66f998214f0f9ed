import type { Browser, Page } from 'playwright-core';
import { launchBrowser, visitCheckout } from './browser';
import type { Visit, VisitOptions } from './browser';
import { startSystem } from './system';
import type { System } from './system';

/** What a file of browser tests works with: a running system, a browser, and the tab of the test that runs. */
export interface Browsing {
  system(): System;
  browser(): Browser;
  visit(): Visit;
  /** Opens the checkout page in a tab of its own. */
  open(options?: VisitOptions): Promise<Page>;
}

/** Starts both before the file's tests and ends them afterwards. After each test the browser must have no complaint. */
export function browse(): Browsing {
  let system: System;
  let browser: Browser;
  let visit: Visit | undefined;
  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  }, 180_000);
  afterEach(async () => {
    const complaints = visit?.complaints ?? [];
    await visit?.close();
    visit = undefined;
    await system.control('POST', '/control/faults', []);
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await system.remove();
  });
  return {
    system: () => system,
    browser: () => browser,
    visit() {
      if (!visit) throw new Error('No page was opened');
      return visit;
    },
    async open(options) {
      visit = await visitCheckout(browser, system.run(), options);
      return visit.page;
    },
  };
}
