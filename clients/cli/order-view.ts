import type { NextAction } from '../../workflows/contract/order';
import { formatMoney } from '../../workflows/domain/values/money';
import type { Money } from '../../workflows/domain/values/money';
import { ORDER_STATES } from '../../workflows/domain/order/view/states';
import type { Instant } from '../../workflows/domain/values/time';
import type { OrderGlance, OrderList, TrackedOrder } from '../orders';
import { distance, headLine, length, MORE, plain, rowLines, tableLines, waitingParagraph } from './layout';
import type { Columns, Row } from './layout';
import { refundSummary } from './refund-view';

/* Orders as people read them. */

const isWhole = (order: TrackedOrder | OrderGlance): order is TrackedOrder => 'ledger' in order;

/** An order, or what the server alone knows of it. `nowMs`: epoch milliseconds. */
export const orderLines = (order: TrackedOrder | OrderGlance, nowMs: number): string[] =>
  isWhole(order) ? wholeLines(order, nowMs) : glanceLines(order, nowMs);

function wholeLines(order: TrackedOrder, nowMs: number): string[] {
  const { attention, decline, deliveredAt, ledger, nextAction, policy } = order;
  const instant = (at: Instant): string => `${at} (${distance(at, nowMs)})`;
  const rows: Row[] = [
    ['amount', formatMoney(order.amount)],
    ['settled', order.settledBy && `by ${SETTLED_BY[order.settledBy]}`],
    ['waits for', order.waitingFor],
    ['buyer', nextAction && buyersPart(nextAction)],
    ['attention', attention && `${attention.reason} (${attention.code}), since ${instant(attention.since)}`],
    ['advice', attention && attention.advice],
    ['decided', order.decideAt && !order.final ? `at ${instant(order.decideAt)}` : null],
    ['policy', `${policy.onDelivery} on delivery, ${policy.atDeadline} at the deadline`],
    ['delivered', deliveredAt && instant(deliveredAt)],
    ...order.resolutions.map(resolutionRow),
    ...order.wishes.map(wishRow),
    ...(order.refunds ?? []).map((refund): Row => ['refund', refundSummary(refund)]),
    ['declined', decline && `${decline.code}, ${instant(decline.at)}`],
    ['clock', order.gatewayClockOffMs === 0 ? null : `the gateway's is ${clockOff(order.gatewayClockOffMs)}`],
    ['gateway', order.gatewayOrderId],
    ['workflow', order.workflow.url ?? order.workflow.id],
  ];
  const account = Object.entries<Money>({ ...ledger }).map(([name, money]): Row => [
    name,
    formatMoney(money).padStart(16),
  ]);
  const history = order.timeline.map(({ at, what }) => `  ${at}  ${what}`);
  return plain([headOf(order), ...rowLines(rows), 'ledger', ...rowLines(account), 'timeline', ...history]);
}

const clockOff = (offMs: number): string => `${length(Math.abs(offMs))} ${offMs > 0 ? 'ahead of' : 'behind'} ours`;

const SETTLED_BY = {
  holdfast: 'Holdfast',
  gateway: 'the gateway, or somebody in its dashboard',
  operator: 'an operator',
} as const satisfies Record<NonNullable<TrackedOrder['settledBy']>, string>;

const resolutionRow = ({ as, actor, reason, forced, at }: TrackedOrder['resolutions'][number]): Row => [
  'resolved',
  `as ${as} by ${actor}${forced ? ', by force' : ''} at ${at}: ${reason}`,
];

const wishRow = ({ kind, key, at, outcome, reason }: TrackedOrder['wishes'][number]): Row => [
  'wish',
  `${kind}, key ${key}: ${outcome} at ${at}${reason === null ? '' : `: ${reason}`}`,
];

function glanceLines(order: OrderGlance, nowMs: number): string[] {
  const rows: Row[] = [
    ['on hold', formatMoney(order.held)],
    ['attention', order.attention],
    ['decided', order.decideAt && `at ${order.decideAt} (${distance(order.decideAt, nowMs)})`],
    ['workflow', order.workflow.url ?? order.workflow.id],
  ];
  const why = order.unreadable === undefined ? 'No worker answers' : `It cannot be read here (${order.unreadable})`;
  return plain([headOf(order), ...rowLines(rows), `${why}: this is what the index of Temporal says.`]);
}

const headOf = ({ reference, state, attention }: TrackedOrder | OrderGlance): string =>
  headLine(reference, state, ORDER_STATES[state], attention !== null);

/** From so few attempts on, the line says how many are left. */
const FEW_ATTEMPTS = 2;

const BUYERS_PARTS = {
  submitOtp: ({ resendAfter, attemptsLeft, submitAfter }) =>
    [
      'enters the OTP',
      ...(attemptsLeft === 0 ? ['but only a new one'] : []),
      ...(attemptsLeft > 0 && attemptsLeft <= FEW_ATTEMPTS ? [`${attemptsLeft} attempts left`] : []),
      ...(submitAfter === undefined ? [] : [`the next one is taken from ${submitAfter}`]),
      ...(resendAfter === null ? [] : [`it can be sent again from ${resendAfter}`]),
    ].join(', '),
  redirect: ({ url }) => `opens ${url}`,
  pay: ({ attemptsLeft }) => `pays with a card, ${attemptsLeft} attempts left`,
} satisfies { [T in NextAction['type']]: (action: Extract<NextAction, { readonly type: T }>) => string };

const buyersPart = (action: NextAction): string =>
  (BUYERS_PARTS[action.type] as (action: NextAction) => string)(action);

const COLUMNS: Columns<OrderGlance> = {
  REFERENCE: ({ reference }) => reference,
  STATE: ({ state }) => state,
  'ON HOLD': ({ held }) => formatMoney(held),
  DECIDED: ({ decideAt }) => decideAt ?? '-',
  ATTENTION: ({ attention }) => attention ?? '-',
  WORKFLOW: ({ workflow }) => workflow.url ?? workflow.id,
};

export function listLines({ orders, more }: OrderList): string[] {
  if (orders.length === 0) return ['No order fits.'];
  return plain([...tableLines(COLUMNS, orders), ...(more ? [MORE] : [])]);
}

/** Those that wait for a person, as a terminal of 80 columns shows them. `nowMs`: epoch milliseconds. */
export function waitingLines({ orders, more }: OrderList, nowMs: number): string[] {
  if (orders.length === 0) return ['No order waits for a person.'];
  const lines = orders.flatMap((order) =>
    waitingParagraph(order.reference, order, `${order.state}, ${formatMoney(order.held)} on hold`, nowMs),
  );
  return plain([...lines, ...(more ? [MORE] : []), 'What can be done: holdfast order show <reference>']);
}

/** What is new in an order that is followed: what happened, and its state and what it waits for where those changed. */
export function changeLines(order: TrackedOrder, before: TrackedOrder | undefined): string[] {
  const news = order.timeline.slice(before?.timeline.length ?? 0).map(({ at, what }) => `${at}  ${what}`);
  const isMoved = order.state !== before?.state || order.waitingFor !== before.waitingFor;
  const how = order.final ? 'Settled for good.' : `Waits for: ${order.waitingFor}`;
  return plain([...news, ...(isMoved ? [`= ${order.state}. ${how}`] : [])]);
}
