import type { Command } from 'commander';
import { checked } from '../checked';
import { refundRequest, refundRequestFor } from '../request-schemas';
import { addBodyCommand } from './body-command';
import { REASON } from './messages';
import type { CliPorts } from './ports';
import { refundListLines } from './refund-view';
import * as running from './running';
import type { CommonFlags } from './running';

const REFERENCE = '<reference>';

const REFUND = {
  name: 'refund',
  summary: 'Refund what was captured, or a part of it',
  flags: [
    ['--refund-reference <ref>', "the refund's own; the same again is the same refund", 'required'],
    REASON,
    ['--amount <rupees>', 'such as 450.00; without it all that is captured and not yet refunded'],
  ],
  body: refundRequest,
} as const;

/** What can be asked of an order whose money was captured. */
export function addRefunding(order: Command, ports: CliPorts): void {
  addBodyCommand(order, REFUND, [REFERENCE], async ([given = ''], body, flags) => {
    const reference = running.referenceOf(given);
    const wish = checked(refundRequestFor(reference), body);
    await running.withDesk(ports, async ({ orders }) => {
      const answer = await orders.refund(reference, wish, running.callOptions(ports, flags));
      running.printRefund(ports, flags, reference, answer);
    });
  });

  const list = order.command('refunds').description('Read the refunds of an order, the oldest first');
  running.withWaiting(list.argument(REFERENCE)).action(async (given: string, flags: CommonFlags) => {
    const reference = running.referenceOf(given);
    await running.withDesk(ports, async ({ orders }) => {
      const refunds = await orders.refunds(reference, running.callOptions(ports, flags));
      running.print(ports, flags, { refunds }, refundListLines(refunds));
    });
  });
}
