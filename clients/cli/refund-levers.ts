import type { Command } from 'commander';
import type { z } from 'zod';
import { checked } from '../checked';
import type { CallOptions, RefundAnswer } from '../orders';
import { recheckRequest, refundParams, resolveRefundRequest } from '../request-schemas';
import { addBodyCommand } from './body-command';
import type { BodyCommand } from './body-command';
import { ACTOR, REASON } from './messages';
import type { CliPorts, Desk } from './ports';
import * as running from './running';

type RefundParams = z.output<typeof refundParams>;

/** What a person can do about a refund that does not move. */
interface Lever<Body extends z.ZodType = z.ZodType> extends BodyCommand<Body> {
  press(orders: Desk['orders'], of: RefundParams, body: z.output<Body>, options: CallOptions): Promise<RefundAnswer>;
}

const lever = <Body extends z.ZodType>(row: Lever<Body>): Lever => row;

const LEVERS: readonly Lever[] = [
  lever({
    name: 'recheck',
    summary: 'Ask the gateway about a refund now',
    flags: [ACTOR, REASON],
    body: recheckRequest,
    press: (orders, { reference, refundReference }, ...said) =>
      orders.recheckRefund(reference, refundReference, ...said),
  }),
  lever({
    name: 'resolve',
    summary: 'Settle a refund that waits for a person',
    flags: [['--as <outcome>', 'refunded or failed; failed frees its money', 'required'], ACTOR, REASON],
    body: resolveRefundRequest,
    press: (orders, { reference, refundReference }, ...said) =>
      orders.resolveRefund(reference, refundReference, ...said),
  }),
  lever({
    name: 'revive',
    summary: 'Have a refund go on whose workflow ended before it was settled',
    flags: [ACTOR, REASON],
    body: recheckRequest,
    press: (orders, { reference, refundReference }, ...said) =>
      orders.reviveRefund(reference, refundReference, ...said),
  }),
];

export function addRefundLevers(program: Command, ports: CliPorts): void {
  const refund = program.command('refund').helpCommand(false).description('Free refunds that wait for a person');
  for (const row of LEVERS) {
    addBodyCommand(refund, row, ['<order>', '<refund>'], async (given, body, flags) => {
      const of = checked(refundParams, { reference: given[0], refundReference: given[1] });
      await running.withDesk(ports, async ({ orders }) => {
        const answer = await row.press(orders, of, body, running.callOptions(ports, flags));
        running.printRefund(ports, flags, of.reference, answer);
      });
    });
  }
}
