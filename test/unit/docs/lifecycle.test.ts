import { DEFAULT_REFUND_TIMING } from '../../../workflows/domain/refund/refund';
import { REFUND_STATES } from '../../../workflows/domain/refund/states';
import { ORDER_STATES } from '../../../workflows/domain/order/view/states';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract/common';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../workflows/domain/values/time';
import { read, tableAfter } from './repository';

const page = read('docs/lifecycle.md');
const STATES = Object.keys(ORDER_STATES);

const diagramOf = (markdown: string): string => markdown.split('```mermaid')[1]?.split('```')[0] ?? '';
const statesIn = (diagram: string): string[] => [
  ...new Set([...diagram.matchAll(/^\s+(\S+) --> ([a-z[\]*]+)/gm)].flatMap(([, from = '', to = '']) => [from, to])),
];

describe('the lifecycle page', () => {
  it('has every state, in the order and with the sentence of the code', () => {
    const rows = tableAfter(page, '## States').map(([state, meaning]) => [state?.replace(/`/g, ''), meaning]);
    expect(rows).toEqual(Object.entries(ORDER_STATES));
  });

  it('has every state of a refund', () => {
    const rows = tableAfter(page, '## Refunds').map(([state, meaning]) => [state?.replace(/`/g, ''), meaning]);
    expect(rows).toEqual(Object.entries(REFUND_STATES));
  });

  it.each(['docs/lifecycle.md', 'README.md'])('draws every state and no other in %s', (file) => {
    expect(statesIn(diagramOf(read(file))).sort()).toEqual([...STATES, '[*]'].sort());
  });

  it('names every search attribute', () => {
    for (const name of Object.keys(SEARCH_ATTRIBUTES)) expect(page).toContain(`\`${name}\``);
  });

  it('tells the default durations', () => {
    const { holdWindowMs, holdSafetyMarginMs, paymentDeadlineMs, lateProbesMs, awayAskMs, remainderMs } =
      DEFAULT_TIMING;
    expect(page).toContain(`\`DECISION_SPREAD\` (${DEFAULT_TIMING.decisionSpreadMs / MINUTE_MS} minutes)`);
    expect(page).toContain(`\`PAYMENT_ATTEMPTS\` (${DEFAULT_POLICY.paymentAttempts})`);
    expect(page).toContain(`\`AWAY_ASK\` (${awayAskMs / MINUTE_MS} minutes)`);
    expect(page).toContain(`\`REMAINDER_DEADLINE\` (${remainderMs / HOUR_MS} hour)`);
    expect(page).toContain(`with ${holdWindowMs / DAY_MS} days and ${holdSafetyMarginMs / HOUR_MS} hours as defaults`);
    expect(page).toContain(`\`PAYMENT_DEADLINE\` (${paymentDeadlineMs / MINUTE_MS} minutes)`);
    const [first, second, third, last] = lateProbesMs.map((ms) => ms / HOUR_MS);
    expect([first, second, third, last]).toEqual([1, 6, 24, 72]);
    expect(page).toContain('(1 hour, 6 hours, 1 day, 3 days)');
    const { doubtMs, pendingMs } = DEFAULT_REFUND_TIMING;
    expect(doubtMs).toBe(DEFAULT_TIMING.doubtAttentionMs);
    expect(page).toContain(`\`DOUBT_ATTENTION\` (${doubtMs / HOUR_MS} hour)`);
    expect(page).toContain(`\`DOUBT_ATTENTION\` in doubt or ${pendingMs / DAY_MS} days at the bank`);
    const { ofPayment, ofOrder } = DEFAULT_POLICY.otpTries;
    expect(page).toContain(`\`OTP_TRIES\` (${ofPayment} of a payment, ${ofOrder} of an order)`);
  });
});
