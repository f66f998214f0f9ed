import type { Command } from 'commander';
import { checked } from '../checked';
import { refundFilter } from '../request-schemas';
import { addRefundLevers } from './message-commands';
import type { CliPorts } from './ports';
import { foundRefundLines } from './refund-view';
import * as running from './running';
import type { AttentionFlags } from './running';

export function addRefundCommands(program: Command, ports: CliPorts): void {
  const refund = program
    .command('refund')
    .helpCommand(false)
    .description('Find and free refunds that wait for a person');
  addList(refund, ports);
  addRefundLevers(refund, ports);
}

function addList(refund: Command, ports: CliPorts): void {
  const list = refund.command('list').description('Find refunds of all orders, the newest first, as of a moment ago');
  running.withAttention(list).action(async (flags: AttentionFlags) => {
    const filter = checked(refundFilter, running.filterOf({ attention: flags.attention, limit: flags.limit }));
    await running.withDesk(ports, async ({ orders }) => {
      const found = await orders.listRefunds(filter, running.callOptions(ports, flags));
      running.print(ports, flags, found, foundRefundLines(found, ports.clock()));
    });
  });
}
