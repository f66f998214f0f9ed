import { disagreement } from '../../../workflows/domain/holds/audit';
import { exposed, noExposure } from '../../../workflows/domain/holds/exposure';
import type { Exposure } from '../../../workflows/domain/holds/exposure';
import { HOUR_MS, plus } from '../../../workflows/domain/values/time';
import { says, START, TERMS } from '../../support/core/words';

const held = { value: 10_000, currency: 'INR' };

describe('the exposure', () => {
  it.each([
    [-1, 'overdue'],
    [0, 'withinHour'],
    [HOUR_MS, 'within6Hours'],
    [23 * HOUR_MS, 'withinDay'],
    [24 * HOUR_MS, 'within3Days'],
    [72 * HOUR_MS, 'later'],
  ] as const)('counts a hold decided about in %d ms as %s', (leftMs, time) => {
    const exposure = exposed(noExposure(START), { held, decideAt: plus(START, leftMs), by: 'workflow' });
    expect(exposure.byTime[time]).toEqual({ count: 1, amount: held });
    expect(exposure.total).toEqual({ count: 1, amount: held });
  });

  it('adds up, and counts a hold without a decision point as later', () => {
    const holds = [null, START, START].map((decideAt) => ({ held, decideAt, by: 'workflow' as const }));
    const exposure = holds.reduce<Exposure>(exposed, noExposure(START));
    expect(exposure.byTime.later.count).toBe(1);
    expect(exposure.total).toEqual({ count: 3, amount: { ...held, value: 30_000 } });
    const sum = Object.values(exposure.byTime).reduce((all, { amount }) => all + amount.value, 0);
    expect(sum).toBe(exposure.total.amount.value);
  });

  it.each([
    ['person', 'parked'],
    ['nobody', 'ended'],
  ] as const)('counts what a %s decides about as %s, however late, and never as overdue', (by, sum) => {
    const exposure = exposed(noExposure(START), { held, decideAt: plus(START, -HOUR_MS), by });
    expect(exposure).toEqual({
      ...noExposure(START),
      total: { count: 1, amount: held },
      [sum]: { count: 1, amount: held },
    });
  });
});

describe('what the gateway shows against what an order believes', () => {
  const believed = { reference: TERMS.reference, gatewayOrderId: 'v1-order', heldMinor: TERMS.amountMinor };
  const shows = (status: 'authorised' | 'voided') =>
    ({ kind: 'snapshot', snapshot: says(status, [{ status }]) }) as const;

  it('agrees, or differs by what is on hold', () => {
    expect(disagreement(believed, shows('authorised'))).toBeNull();
    expect(disagreement(believed, shows('voided'))).toEqual({
      reference: TERMS.reference,
      gatewayOrderId: 'v1-order',
      believedMinor: TERMS.amountMinor,
      shownMinor: 0,
    });
  });

  it('differs where the order believes that nothing is on hold, and something is', () => {
    expect(disagreement({ ...believed, heldMinor: 0 }, shows('voided'))).toBeNull();
    expect(disagreement({ ...believed, heldMinor: 0 }, shows('authorised'))).toMatchObject({
      believedMinor: 0,
      shownMinor: TERMS.amountMinor,
    });
  });

  it('differs where the gateway knows no such order, and not where it does not answer', () => {
    expect(disagreement(believed, { kind: 'absent' })?.shownMinor).toBe(0);
    expect(disagreement(believed, { kind: 'failed' })).toBeNull();
  });
});
