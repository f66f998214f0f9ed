import { TypedSearchAttributes } from '@temporalio/common';
import { gatewayOrderQuery, glanceOf, queryOf } from '../../../clients/order-glance';

const BASE = "WorkflowType = 'preAuthOrder' AND ExecutionStatus != 'ContinuedAsNew'";

const ENDED = "ExecutionStatus IN ('Failed', 'Canceled', 'Terminated', 'TimedOut')";

describe('the query of a list', () => {
  it('has only the filters that are set', () => {
    expect(queryOf({})).toBe(BASE);
    expect(queryOf({ state: 'held', attention: true, decideBefore: '2027-02-01T05:30:00+05:30' })).toBe(
      `${BASE} AND OrderState = 'held' AND (Attention IS NOT NULL OR ${ENDED}) AND DecideAt < '2027-02-01T00:00:00.000Z'`,
    );
    expect(queryOf({ attention: false })).toBe(`${BASE} AND Attention IS NULL AND NOT ${ENDED}`);
  });

  it('takes nothing that could end a term', () => {
    expect(() => queryOf({ state: "held' OR '1'='1" as never })).toThrow(RangeError);
    expect(() => queryOf({ decideBefore: "2027' OR '1'='1" })).toThrow(RangeError);
    expect(gatewayOrderQuery("v1' OR '1'='1")).toBeUndefined();
    expect(gatewayOrderQuery('v1\\')).toBeUndefined();
    expect(gatewayOrderQuery('v1-4405071524-aa-qlAtAf')).toContain("GatewayOrderId = 'v1-4405071524-aa-qlAtAf'");
  });
});

describe('a glance at an order', () => {
  const workflow = { id: 'preauth-ORD-1', runId: 'run-1', url: null };
  const info = { workflowId: 'preauth-ORD-1', runId: 'run-1' };

  it('reads what the index holds', () => {
    const typedSearchAttributes = new TypedSearchAttributes([
      { key: { name: 'OrderState', type: 'KEYWORD' }, value: 'held' },
      { key: { name: 'GatewayOrderId', type: 'KEYWORD' }, value: 'v1-1' },
      { key: { name: 'HeldAmountMinor', type: 'INT' }, value: 110_000 },
      { key: { name: 'DecideAt', type: 'DATETIME' }, value: new Date('2027-01-20T04:00:00Z') },
      { key: { name: 'Attention', type: 'KEYWORD' }, value: 'two holds' },
      { key: { name: 'AttentionSince', type: 'DATETIME' }, value: new Date('2027-01-16T09:00:00Z') },
    ]);
    expect(glanceOf({ ...info, typedSearchAttributes }, workflow)).toEqual({
      reference: 'ORD-1',
      state: 'held',
      gatewayOrderId: 'v1-1',
      held: { value: 110_000, currency: 'INR' },
      decideAt: '2027-01-20T04:00:00.000Z',
      attention: 'two holds',
      attentionSince: '2027-01-16T09:00:00.000Z',
      workflow,
    });
  });

  it('is of a new order where the index holds nothing', () => {
    expect(glanceOf({ ...info, typedSearchAttributes: new TypedSearchAttributes() }, workflow)).toMatchObject({
      state: 'created',
      gatewayOrderId: null,
      held: { value: 0 },
    });
  });
});
