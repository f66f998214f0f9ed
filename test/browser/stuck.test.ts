import type { Page } from 'playwright-core';
import { orderWorkflowId } from '../../workflows/contract/order';
import { accessibilityProblems, checkPhone } from '../support/accessibility';
import { PHONE } from '../support/browser';
import { browse } from '../support/browsing';
import { takePicture, untilState } from '../support/checkout';
import { eventually } from '../support/eventually';
import { RIGHT_OTP } from '../support/gateway';
import { shopperIn } from '../support/shopper';
import { read, tableAfter } from '../unit/docs/repository';

/* An order that needs a person, as they find it: in Temporal's Web UI, and on the checkout page. */

const COLUMNS = ['Workflow ID', 'OrderState', 'HeldAmountMinor', 'Attention'];
const REASON = 'The gateway refused the capture (PROCESSING_FAILED) and the money is still on hold';

/** The filters that the documents give to operators, by what each is for. */
const FILTERS = new Map(
  tableAfter(read('docs/operations.md'), '## Find them').map(([what = '', query = '']) => [
    what,
    query.replaceAll('`', ''),
  ]),
);
const [TO_A_PERSON = ''] = FILTERS.keys();

const reference = 'ORD-1003';
const HELD = 'ORD-1001';
const LARGE = 'ORD-1002';
const ABANDONED = 'ORD-1004';
const { browser, open, system } = browse();
const { act, card, cli, ledger, look, place } = shopperIn(system);

beforeAll(async () => {
  await place(HELD);
  await place(reference);
  await place(ABANDONED);
  const amount = { value: 1_000_100, currency: 'INR' };
  const large = { reference: LARGE, amount, checkout: 'seamless', cardRef: await card() };
  await system().call('POST', '/v1/orders', large);
  for (const held of [HELD, LARGE, reference]) await act(held, 'otp', { otp: RIGHT_OTP });
  await act(ABANDONED, 'cancel', { reason: 'out of stock' });
  await system().control('POST', '/control/faults', [
    { operation: 'capture', reference, action: { kind: 'decline', code: 'PROCESSING_FAILED' } },
  ]);
  await act(reference, 'delivery');
});

describe('an order whose capture was refused', () => {
  it("is found in the Web UI's list, and says there why it waits", async () => {
    const page = await openWebUi(FILTERS.get(TO_A_PERSON) ?? '');
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

  const dayAgo = new Date(Date.now() - 86_400_000).toISOString();
  const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const filters = [
    [TO_A_PERSON, '', [reference]],
    ['… and for more than a day (with the instant)', dayAgo, []],
    ['… and for more than a day (with the instant)', inAWeek, [reference]],
    ['Holds that are decided about soon', dayAgo, []],
    ['Holds that are decided about soon', inAWeek, [HELD, LARGE]],
    ['Large holds (in paisa)', '', [LARGE]],
    ['An order by its id at the gateway', '', [reference]],
    ['Orders that were given up and are watched', '', [ABANDONED]],
    ['Orders whose workflow ended too early', '', []],
    ['Refunds that wait for a person', '', []],
    ['Audits that need a person', '', []],
  ] as const;

  it.each(filters)('by the filter "%s" %s the CLI finds %j', async (what, instant, references) => {
    const { gatewayOrderId } = await look(reference);
    const query = FILTERS.get(what)
      ?.replace(/(?<=')\d{4}-.*?(?=')/, instant)
      .replace('v1-…', String(gatewayOrderId));
    await eventually(
      () => workflowsBy(query ?? ''),
      (found) => found.join() === references.map(orderWorkflowId).join(),
    );
  });

  it('is looked for by every filter of the documents', () => {
    expect([...new Set(filters.map(([what]) => what))]).toEqual([...FILTERS.keys()]);
  });

  it('says so on the checkout page, with the way out, and goes on when the gateway tells another story', async () => {
    const page = await open({ search: `?reference=${reference}` });
    await page.locator('#attention', { hasText: REASON }).waitFor();
    expect(await page.locator('#attention').innerText()).toContain('dashboard');
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, 'checkout-stuck');
    await page.setViewportSize(PHONE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await checkPhone(page);
    }

    await system().control('POST', `/control/orders/${reference}/capture-in-dashboard`, {});
    await system().support('POST', `/v1/orders/${reference}/recheck`, { actor: 'support', reason: 'captured by hand' });
    const after = await open({ search: `?reference=${reference}` });
    await untilState(after, 'captured');
    expect(await after.locator('#attention').isVisible()).toBe(false);
    expect(await ledger(reference)).toMatchObject({ captured: 110_000, violations: [] });
  });
});

/** Ids in order, as the index has them. */
async function workflowsBy(query: string): Promise<string[]> {
  const list = await cli('workflow', 'list', '--query', query, '--output', 'json');
  return (JSON.parse(list) as { execution: { workflowId: string } }[]).map((each) => each.execution.workflowId).sort();
}

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
