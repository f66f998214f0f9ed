import type { Command } from 'commander';
import type { z } from 'zod';
import { checked } from '../checked';
import { ORDER_MESSAGES, REFUND, REFUND_LEVERS } from '../message-catalogue';
import type { Message } from '../message-catalogue';
import { orderParams, refundParams } from '../request-schemas';
import { parseRupees } from './arguments';
import type { CliPorts } from './ports';
import * as running from './running';
import type { CommonFlags } from './running';

/** What a command's message goes to. `names`: its arguments, in the order of the fields that they fill. */
interface Target<Name> {
  readonly names: readonly string[];
  readonly params: z.ZodObject & z.ZodType<Name>;
}

const ORDER = { names: ['<reference>'], params: orderParams };
const REFUND_OF_ORDER = { names: ['<order>', '<refund>'], params: refundParams };

/** Adds a command for every message to an order that carries no secret. */
export function addOrderMessages(order: Command, ports: CliPorts): void {
  for (const message of Object.values(ORDER_MESSAGES)) addMessage(order, ports, ORDER, message);
  addMessage(order, ports, ORDER, REFUND);
}

export function addRefundLevers(refund: Command, ports: CliPorts): void {
  for (const message of Object.values(REFUND_LEVERS)) addMessage(refund, ports, REFUND_OF_ORDER, message);
}

/** Adds the command of a message. It checks its arguments before anybody is asked. */
function addMessage<Name extends z.output<typeof orderParams>>(
  parent: Command,
  ports: CliPorts,
  { names, params }: Target<Name>,
  message: Message<Name>,
): void {
  if (!message.flags) return;
  const command = parent.command(message.command).description(message.summary);
  for (const name of names) command.argument(name);
  for (const [spec, description, need] of message.flags) {
    if (need === 'required') command.requiredOption(spec, description);
    else command.option(spec, description);
  }
  running.withKey(command).action(async () => {
    const flags = command.opts<CommonFlags & { readonly amount?: string }>();
    const { json: _json, timeout: _timeout, idempotencyKey: _key, amount, ...fields } = flags;
    const money = amount === undefined ? {} : { amount: parseRupees(amount) };
    const said = checked(message.body, { ...fields, ...money });
    const name = checked(
      params,
      Object.fromEntries(Object.keys(params.shape).map((key, at) => [key, command.args[at]])),
    );
    await running.withDesk(ports, async (desk) => {
      const answer = await message.say(desk, name, said, running.callOptions(ports, flags));
      running.printAnswer(ports, flags, name.reference, answer);
    });
  });
}
