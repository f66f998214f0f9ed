import type { NextAction } from '../../workflows/contract';
import { formatMoney } from '../../workflows/domain/money';
import type { Money } from '../../workflows/domain/money';
import { ORDER_STATES } from '../../workflows/domain/states';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../workflows/domain/time';
import type { Instant } from '../../workflows/domain/time';
import type { OrderGlance, OrderList, TrackedOrder } from '../orders';

/* Orders as people read them. */

const isWhole = (order: TrackedOrder | OrderGlance): order is TrackedOrder => 'ledger' in order;

/** An order, or what the server alone knows of it. `nowMs`: epoch milliseconds. */
export const orderLines = (order: TrackedOrder | OrderGlance, nowMs: number): string[] =>
  isWhole(order) ? wholeLines(order, nowMs) : glanceLines(order, nowMs);

function wholeLines(order: TrackedOrder, nowMs: number): string[] {
  const { attention, decideAt, decline, deliveredAt, ledger, nextAction, policy } = order;
  const instant = (at: Instant): string => `${at} (${distance(at, nowMs)})`;
  const rows: Row[] = [
    ['amount', formatMoney(order.amount)],
    ['settled', order.settledBy && `by ${SETTLED_BY[order.settledBy]}`],
    ['waits for', order.waitingFor],
    ['buyer', nextAction && buyersPart(nextAction)],
    ['attention', attention && `${attention.reason} (${attention.code}), since ${instant(attention.since)}`],
    ['advice', attention && attention.advice],
    ['decided', decideAt && `at ${instant(decideAt)}`],
    ['policy', `${policy.onDelivery} on delivery, ${policy.atDeadline} at the deadline`],
    ['delivered', deliveredAt && instant(deliveredAt)],
    ...order.resolutions.map(resolutionRow),
    ['declined', decline && `${decline.code}, ${instant(decline.at)}`],
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

const SETTLED_BY = {
  holdfast: 'Holdfast',
  gateway: 'the gateway, or somebody in its dashboard',
  operator: 'an operator',
} as const satisfies Record<NonNullable<TrackedOrder['settledBy']>, string>;

const resolutionRow = ({ as, actor, reason, forced, at }: TrackedOrder['resolutions'][number]): Row => [
  'resolved',
  `as ${as} by ${actor}${forced ? ', by force' : ''} at ${at}: ${reason}`,
];

function glanceLines(order: OrderGlance, nowMs: number): string[] {
  const rows: Row[] = [
    ['on hold', formatMoney(order.held)],
    ['attention', order.attention],
    ['decided', order.decideAt && `at ${order.decideAt} (${distance(order.decideAt, nowMs)})`],
    ['workflow', order.workflow.url ?? order.workflow.id],
  ];
  return plain([headOf(order), ...rowLines(rows), 'No worker answers: this is what the index of Temporal says.']);
}

const headOf = ({ reference, state }: TrackedOrder | OrderGlance): string =>
  `${reference}: ${state}. ${ORDER_STATES[state]}.`;

const BUYERS_PARTS = {
  submitOtp: ({ resendAfter, attemptsLeft }) =>
    [
      'enters the OTP',
      ...(attemptsLeft === 0 ? ['but only a new one'] : []),
      ...(resendAfter === null ? [] : [`it can be sent again from ${resendAfter}`]),
    ].join(', '),
  redirect: ({ url }) => `opens ${url}`,
  pay: ({ attemptsLeft }) => `pays with a card${attemptsLeft === undefined ? '' : `, ${attemptsLeft} attempts left`}`,
} satisfies { [T in NextAction['type']]: (action: Extract<NextAction, { readonly type: T }>) => string };

const buyersPart = (action: NextAction): string =>
  (BUYERS_PARTS[action.type] as (action: NextAction) => string)(action);

type Row = readonly [name: string, value: string | null];
const rowLines = (rows: readonly Row[]): string[] =>
  rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(11)}${value}`]));

const UNITS = [
  [DAY_MS, 'd'],
  [HOUR_MS, 'h'],
  [MINUTE_MS, 'min'],
  [SECOND_MS, 's'],
] as const;

/** `in 4 d`, `3 h ago`. */
function distance(at: Instant, nowMs: number): string {
  const awayMs = Date.parse(at) - nowMs;
  const [unitMs, unit] = UNITS.find(([ms]) => Math.abs(awayMs) >= ms) ?? [SECOND_MS, 's'];
  const length = `${Math.trunc(Math.abs(awayMs) / unitMs)} ${unit}`;
  return awayMs >= 0 ? `in ${length}` : `${length} ago`;
}

const COLUMNS: Readonly<Record<string, (order: OrderGlance) => string>> = {
  REFERENCE: ({ reference }) => reference,
  STATE: ({ state }) => state,
  'ON HOLD': ({ held }) => formatMoney(held),
  DECIDED: ({ decideAt }) => decideAt ?? '-',
  ATTENTION: ({ attention }) => attention ?? '-',
  WORKFLOW: ({ workflow }) => workflow.url ?? workflow.id,
};

export function listLines({ orders, more }: OrderList): string[] {
  if (orders.length === 0) return ['No order fits.'];
  const cells = [Object.keys(COLUMNS), ...orders.map((order) => Object.values(COLUMNS).map((cell) => cell(order)))];
  const widths = Object.keys(COLUMNS).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return plain([...lines.map((line) => line.trimEnd()), ...(more ? ['There are more: --limit shows up to 200.'] : [])]);
}

/** What is new in an order that is followed: its state when that changed, what happened, what it waits for now. */
export function changeLines(order: TrackedOrder, before: TrackedOrder | undefined): string[] {
  const news = order.timeline.slice(before?.timeline.length ?? 0).map(({ at, what }) => `${at}  ${what}`);
  const isMoved = order.state !== before?.state || order.waitingFor !== before.waitingFor;
  return plain([...news, ...(isMoved ? [`= ${order.state}. Waits for: ${order.waitingFor}`] : [])]);
}

/** Texts of others may hold what a terminal obeys. */
const plain = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/\p{C}/gu, '?'));
