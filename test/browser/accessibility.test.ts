import type { Browser, Page } from 'playwright-core';
import { accessibilityProblems, checkPhone } from '../support/accessibility';
import { launchBrowser, PHONE } from '../support/browser';

/* Whether what looks after the other pages sees anything: a good page, and the same with one thing broken. */

const GOOD = `<!doctype html><html lang="en"><head><title>Pay</title>
  <meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>
  <h1>Pay</h1><h2>By card</h2>
  <form><label for="number">Card number</label> <input id="number" aria-describedby="hint" autocomplete="cc-number">
  <p id="hint">As on the card.</p><button>Pay</button></form>
  <p><a href="/help">Help</a></p>
  </main></body></html>`;

const BROKEN: readonly (readonly [string, string, string | RegExp, string])[] = [
  ['a field without a label', 'label:', 'for="number"', ''],
  ['a button without a name', 'button-name:', '<button>Pay<', '<button><'],
  ['a link without a name', 'link-name:', '>Help<', '><'],
  ['a picture without a text', 'image-alt:', '<p id', '<img src="data:,"><p id'],
  ['an empty heading', 'empty-heading:', '>By card<', '><'],
  ['a heading that skips a level', 'heading-order:', /h2/g, 'h4'],
  ['no first heading', 'page-has-heading-one:', /h1/g, 'h2'],
  ['two first headings', '2 first headings', /h2/g, 'h1'],
  ['no language', 'html-has-lang:', ' lang="en"', ''],
  ['no title', 'document-title:', '<title>Pay</title>', ''],
  ['a description that is not there', 'perhaps aria-valid-attr-value:', 'id="hint"', ''],
  ['an id that is there twice', 'perhaps duplicate-id-aria:', '<h2>', '<h2 id="hint">'],
  ['a text that is too faint', 'color-contrast:', '<p id="hint">', '<p id="hint" style="color:#999">'],
  ['text outside of the main part', 'region:', '</main>', '</main><p>More</p>'],
  ['a page that cannot be made larger', 'meta-viewport:', 'initial-scale=1', 'user-scalable=no'],
  ['an order of tabs of its own', 'tabindex:', '<button>', '<button tabindex="3">'],
  ['an unknown kind of field', 'autocomplete-valid:', 'cc-number', 'card'],
];

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: PHONE });
}, 60_000);
afterAll(() => browser.close());

describe('the accessibility check', () => {
  it('has nothing to say of a good page', async () => {
    await page.setContent(GOOD);
    await checkPhone(page);
  });

  it.each(BROKEN)('finds %s', async (_what, problem, good, broken) => {
    const html = GOOD.replace(good, broken);
    expect(html).not.toBe(GOOD);
    await page.setContent(html);
    expect(await accessibilityProblems(page)).toContainEqual(expect.stringMatching(new RegExp(`^${problem}`)));
  });

  it('finds a page that a phone has to scroll sideways', async () => {
    await page.setContent(GOOD.replace('<form>', '<form style="width:500px">'));
    await expect(checkPhone(page)).rejects.toThrow('toBeLessThanOrEqual');
  });
});
