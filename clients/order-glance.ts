import { ENDED_ABRUPTLY } from './executions';
import type { Execution } from './executions';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import { SEARCH_ATTRIBUTES, SHOP_PATTERN } from '../workflows/contract/common';
import { orderWorkflowId, PRE_AUTH_ORDER } from '../workflows/contract/order';
import { ORDER_STATES } from '../workflows/domain/order/view/states';
import type { OrderState } from '../workflows/domain/order/view/states';
import type { OrderFilter, OrderGlance, OrderRequest, WorkflowLink } from './orders';
import type { ShopFilter } from './shops';

const key = <N extends keyof typeof SEARCH_ATTRIBUTES>(name: N) =>
  defineSearchAttributeKey(name, SEARCH_ATTRIBUTES[name]);
const KEYS = {
  state: key('OrderState'),
  gatewayOrderId: key('GatewayOrderId'),
  heldAmountMinor: key('HeldAmountMinor'),
  decideAt: key('DecideAt'),
  attention: key('Attention'),
  attentionSince: key('AttentionSince'),
  shop: key('Shop'),
};

/**
 * What every order carries from its start, so that it is found before its first step: the state in which it will wait
 * for its buyer. An order that comes to rest anywhere else says so itself.
 */
export function initialSearchAttributes({ checkout, cardRef, shop }: OrderRequest): SearchAttributePair[] {
  const state: OrderState = checkout === 'hosted' || cardRef !== undefined ? 'authenticating' : 'registered';
  return [
    { key: KEYS.state, value: state },
    { key: KEYS.heldAmountMinor, value: 0 },
    ...(shop === undefined ? [] : [{ key: KEYS.shop, value: shop }]),
  ];
}

/**
 * The search attribute of the held amount has no room for a currency: the gateway takes INR only (docs/gateway.md §9).
 */
const CURRENCY = 'INR';

const referenceOf = (workflowId: string): string => workflowId.slice(orderWorkflowId('').length);

type IndexedOrder = Pick<Execution, 'workflowId' | 'typedSearchAttributes'> & Partial<Pick<Execution, 'unreadable'>>;

/** What the server tells of an order without asking its workflow. */
export function glanceOf(info: IndexedOrder, workflow: WorkflowLink): OrderGlance {
  const { typedSearchAttributes: attributes, unreadable = null } = info;
  const state = attributes.get(KEYS.state);
  return {
    reference: referenceOf(info.workflowId),
    state: isOrderState(state) ? state : 'created',
    gatewayOrderId: attributes.get(KEYS.gatewayOrderId) ?? null,
    held: { value: attributes.get(KEYS.heldAmountMinor) ?? 0, currency: CURRENCY },
    decideAt: attributes.get(KEYS.decideAt)?.toISOString() ?? null,
    ...attentionIn(info),
    workflow,
    ...(unreadable !== null && { unreadable }),
  };
}

/** What a person is waited for, and since when: of orders and refunds alike. */
export const attentionIn = ({
  typedSearchAttributes: attributes,
}: Pick<Execution, 'typedSearchAttributes'>): Pick<OrderGlance, 'attention' | 'attentionSince'> => ({
  attention: attributes.get(KEYS.attention) ?? null,
  attentionSince: attributes.get(KEYS.attentionSince)?.toISOString() ?? null,
});

/** The word of the index for where the matter is. */
export const stateIn = ({ typedSearchAttributes }: Pick<Execution, 'typedSearchAttributes'>): string | undefined =>
  typedSearchAttributes.get(KEYS.state);

const isOrderState = (value: string | undefined): value is OrderState =>
  value !== undefined && Object.hasOwn(ORDER_STATES, value);

/** Whether a person is waited for; a run that was continued is only the past of its order or refund. */
export const attentionTerm = (attention: boolean): string => (attention ? NEEDS_A_PERSON : NEEDS_NOBODY);
export const allRunsOf = (type: string): string => `WorkflowType = '${type}' AND ExecutionStatus != 'ContinuedAsNew'`;

const NEEDS_A_PERSON = `(Attention IS NOT NULL OR ${ENDED_ABRUPTLY})`;
const NEEDS_NOBODY = `Attention IS NULL AND NOT ${ENDED_ABRUPTLY}`;

/** @throws RangeError for a name that no shop can have */
export function shopTerm({ name, orNone }: ShopFilter): string {
  if (!SHOP_PATTERN.test(name)) throw new RangeError('No name of a shop');
  return orNone ? `(Shop = '${name}' OR Shop IS NULL)` : `Shop = '${name}'`;
}

/** The shop that an order was placed for, as it stands beside its workflow. */
export const shopIn = ({ typedSearchAttributes }: IndexedOrder): string | null =>
  typedSearchAttributes.get(KEYS.shop) ?? null;

/**
 * The visibility query of a filter. A continued run is left out, because it is only the past of its order.
 * @throws RangeError for a state or an instant that is none; everything in the query was checked or made here
 */
export function queryOf({ state, attention, decideBefore, shop }: OrderFilter): string {
  const terms = [allRunsOf(PRE_AUTH_ORDER)];
  if (state !== undefined) {
    if (!isOrderState(state)) throw new RangeError('No state of an order');
    terms.push(`OrderState = '${state}'`);
  }
  if (attention !== undefined) terms.push(attentionTerm(attention));
  if (decideBefore !== undefined) terms.push(`DecideAt < '${new Date(decideBefore).toISOString()}'`);
  if (shop !== undefined) terms.push(shopTerm(shop));
  return terms.join(' AND ');
}

/** The query for the order with this id at the gateway; `undefined` for an id that the gateway cannot have given. */
export function gatewayOrderQuery(gatewayOrderId: string): string | undefined {
  return /^[A-Za-z0-9_.:-]{1,50}$/.test(gatewayOrderId)
    ? `WorkflowType = '${PRE_AUTH_ORDER}' AND GatewayOrderId = '${gatewayOrderId}'`
    : undefined;
}
