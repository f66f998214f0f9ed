import type { Command } from 'commander';
import { checked } from '../checked';
import type {
  Accepted,
  OrderAnswer,
  CallOptions,
  OrderGlance,
  PlaceAnswer,
  RefundAnswer,
  TrackedOrder,
} from '../orders';
import { orderHeaders, orderParams } from '../request-schemas';
import { parseTimeoutMs } from './arguments';
import { CliError } from './exit-codes';
import { orderLines } from './order-view';
import type { CliPorts, Desk } from './ports';
import { refundLines } from './refund-view';

/* What every command has in common. */

export interface CommonFlags {
  readonly json?: true;
  readonly timeout?: number;
  readonly idempotencyKey?: string;
}

export const withJson = (command: Command): Command =>
  command.option('--json', 'one JSON document on standard output; errors as JSON on standard error');

/** For commands that wait for the answer of an order. */
export const withWaiting = (command: Command): Command =>
  withJson(command).option('--timeout <duration>', 'how long to wait for the answer (default: 9.5s)', parseTimeoutMs);

/** For commands that list what may wait for a person. */
export interface AttentionFlags extends CommonFlags {
  readonly attention?: boolean;
  readonly limit?: string;
}

export const withAttention = (command: Command): Command =>
  withWaiting(command)
    .option('--attention', 'only those that wait for a person, and since when')
    .option('--no-attention', 'only those that do not')
    .option('--limit <count>', '1 to 200 (default: 50)');

/** The flags as the filter of the API has them. */
export const filterOf = ({ attention, ...others }: Readonly<Record<string, string | boolean | undefined>>) =>
  withoutUndefined({ ...others, attention: attention === undefined ? undefined : String(attention) });

export const withoutUndefined = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** For commands that change something. */
export const withKey = (command: Command): Command =>
  withWaiting(command).option('--idempotency-key <key>', 'the same key with the same content is carried out once');

export const referenceOf = (reference: string): string => checked(orderParams, { reference }).reference;

export function callOptions({ interrupted }: CliPorts, { timeout, idempotencyKey }: CommonFlags): CallOptions {
  if (idempotencyKey !== undefined) checked(orderHeaders, { 'idempotency-key': idempotencyKey });
  return {
    signal: interrupted,
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

export async function withDesk<T>({ connect }: CliPorts, act: (desk: Desk) => Promise<T>): Promise<T> {
  const desk = connect();
  try {
    return await act(desk);
  } finally {
    await desk.close();
  }
}

export function print({ output }: CliPorts, { json }: CommonFlags, document: unknown, lines: readonly string[]): void {
  output.out(json ? JSON.stringify(document, null, 2) : lines.join('\n'));
}

export const printOrder = (ports: CliPorts, flags: CommonFlags, order: TrackedOrder | OrderGlance): void =>
  print(ports, flags, order, orderLines(order, ports.clock()));

/** @throws CliError when the answer has not come in time; what was accepted is printed all the same */
export function printAnswer(
  ports: CliPorts,
  flags: CommonFlags,
  reference: string,
  answer: OrderAnswer | PlaceAnswer | RefundAnswer,
): void {
  if ('refund' in answer) return printRefund(ports, flags, reference, answer);
  if (answer.answered) return printOrder(ports, flags, answer.order);
  const { accepted, order } = answer;
  const lines = order ? orderLines(order, ports.clock()) : [];
  print(ports, flags, { accepted, order }, [acceptedLine(accepted), ...lines]);
  throw unanswered(accepted, `holdfast order show ${reference}`);
}

function printRefund(ports: CliPorts, flags: CommonFlags, reference: string, answer: RefundAnswer): void {
  const lines = answer.refund ? refundLines(answer.refund, ports.clock()) : [];
  if (answer.answered) return print(ports, flags, answer.refund, lines);
  const { accepted, refund } = answer;
  print(ports, flags, { accepted, refund }, [acceptedLine(accepted), ...lines]);
  throw unanswered(accepted, `holdfast order refunds ${reference}`);
}

const acceptedLine = ({ kind, key, notAfter }: Accepted): string =>
  `accepted: ${kind}, key ${key}${notAfter === null ? '' : `, not after ${notAfter}`}`;

function unanswered({ key }: Accepted, look: string): CliError {
  const message = `Accepted, without an answer in time; the same with --idempotency-key ${key} tells the outcome, or: ${look}`;
  return new CliError({ exit: 'unanswered', type: 'unanswered', message });
}
