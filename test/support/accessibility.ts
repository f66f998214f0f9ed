import { source } from 'axe-core';
import type { AxeResults, Result } from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2 A and AA, and what axe's makers hold for good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What a page that everybody can use does not have, a line each; empty where it is well. The rules are axe's; what axe
 * leaves to people is a problem, too, so that none goes unseen. It does not mind a second first heading: we do.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // By the debugger, not as an element of the page: its content policy forbids that.
  await page.evaluate(source);
  const { violations, incomplete } = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(RULES)} })`);
  const firstHeadings = await page.getByRole('heading', { level: 1 }).count();
  return [
    ...violations.flatMap(linesOf),
    ...incomplete.flatMap(linesOf).map((line) => `perhaps ${line}`),
    ...(firstHeadings > 1 ? [`${firstHeadings} first headings`] : []),
  ];
}

const linesOf = ({ id, help, nodes }: Result): string[] =>
  nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(' ')}${any[0] ? ` (${any[0].message})` : ''}`);

/** That nobody on a phone has to scroll sideways (WCAG 1.4.10, which axe cannot see), nor misses what others get. */
export async function checkPhone(page: Page): Promise<void> {
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  expect(await accessibilityProblems(page)).toEqual([]);
}
