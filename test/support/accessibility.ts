import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const FAINT_TEXTS = readFileSync(path.join(__dirname, 'faint-texts.js'), 'utf8');

/** What a screen reader would read out without a name. */
const NAMELESS = /^\s*- (button|link|textbox|radio|checkbox|combobox|group|heading|form|img)(?= \[|:|$)/gm;

/**
 * What a page that everybody can use does not have, in words; empty where it is well. A smoke check, not an audit: names
 * as the browser computes them, one first heading, a language, errors that belong to a field, contrast of the texts.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  const nameless = [...tree.matchAll(NAMELESS)].flatMap(([, role]) => (role === 'group' ? [] : [`no name: ${role}`]));
  const firstHeadings = tree.match(/- heading .*\[level=1\]/g)?.length ?? 0;
  const described = await page.locator('[aria-describedby], [aria-labelledby]').all();
  const ids = await Promise.all(
    described.map(async (field) => [
      ...((await field.getAttribute('aria-describedby')) ?? '').split(' '),
      ...((await field.getAttribute('aria-labelledby')) ?? '').split(' '),
    ]),
  );
  const lost: string[] = [];
  for (const id of new Set(ids.flat().filter(Boolean))) {
    if ((await page.locator(`[id="${id}"]`).count()) !== 1)
      lost.push(`a field points to #${id}, which is not there once`);
  }
  return [
    ...nameless,
    ...lost,
    ...(firstHeadings === 1 ? [] : [`${firstHeadings} first headings`]),
    ...((await page.locator('html[lang]').count()) === 1 ? [] : ['no language']),
    ...((await page.title()) ? [] : ['no title']),
    ...(await page.evaluate<string[]>(FAINT_TEXTS)),
  ];
}

/** That nobody on a phone has to scroll sideways, nor misses what everybody else gets. */
export async function checkPhone(page: Page): Promise<void> {
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  expect(await accessibilityProblems(page)).toEqual([]);
}
