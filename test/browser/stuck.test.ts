import type { Page } from 'playwright-core';
import { orderWorkflowId } from '../../workflows/contract';
import { accessibilityProblems } from '../support/accessibility';
import { browse } from '../support/browsing';
import { button, takePicture, untilState } from '../support/checkout';
import { RIGHT_OTP } from '../support/gateway';
import { shopperIn } from '../support/shopper';

/* An order that needs a person, as they find it: in Temporal's Web UI, and on the checkout page. */

const COLUMNS = ['Workflow ID', 'OrderState', 'HeldAmountMinor', 'Attention'];
const REASON = 'The gateway refused the capture (PROCESSING_FAILED) and the money is still on hold';

const reference = 'ORD-1003';
const { browser, open, system } = browse();
const { act, ledger, place, placeHeld } = shopperIn(system);

beforeAll(async () => {
  await placeHeld();
  await place(reference);
  await act(reference, 'otp', { otp: RIGHT_OTP });
  await system().control('POST', '/control/faults', [
    { operation: 'capture', reference, action: { kind: 'decline', code: 'PROCESSING_FAILED' } },
  ]);
  await act(reference, 'delivery');
});

describe('an order whose capture was refused', () => {
  it("is found in the Web UI's list, and says there why it waits", async () => {
    const page = await openWebUi('Attention is not null');
    const link = page.getByRole('link', { name: orderWorkflowId(reference) });
    await link.waitFor();
    expect(await page.getByRole('link', { name: /^preauth-/ }).count()).toBe(1);
    await takePicture(page, 'web-ui-stuck-list', 400);
    await link.click();
    await page.getByRole('tab', { name: 'User Metadata' }).click();
    // The Web UI shows such texts in frames of their own.
    await page.frameLocator('iframe[src*="Needs%20a%20person"]').getByText(REASON).waitFor();
    await takePicture(page, 'web-ui-stuck-order', 720);
    await page.context().close();
  });

  it('says so on the checkout page, with the way out, and goes on when the gateway tells another story', async () => {
    const page = await open({ search: `?reference=${reference}` });
    await page.locator('#attention', { hasText: REASON }).waitFor();
    expect(await page.locator('#attention').innerText()).toContain('dashboard');
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, 'checkout-stuck');

    await system().control('POST', `/control/orders/${reference}/capture-in-dashboard`, {});
    await button(page, 'Ask the gateway now').click();
    await untilState(page, 'captured');
    expect(await page.locator('#attention').isVisible()).toBe(false);
    expect(await ledger(reference)).toMatchObject({ captured: 110_000, violations: [] });
  });
});

/** Temporal's list of orders, with the columns that tell how each stands. */
async function openWebUi(query: string): Promise<Page> {
  const { webUiUrl, namespace } = system().run();
  const context = await browser().newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-IN' });
  const columns = JSON.stringify({ [namespace]: COLUMNS.map((label) => ({ label })) });
  await context.addInitScript(`localStorage.setItem('namespace-workflow-table-columns', ${JSON.stringify(columns)})`);
  const page = await context.newPage();
  await page.goto(`${webUiUrl}/namespaces/${namespace}/workflows?query=${encodeURIComponent(query)}`);
  return page;
}
