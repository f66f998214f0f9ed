import { Option } from 'commander';
import type { Command } from 'commander';
import { checked } from '../checked';
import { ORDER_MESSAGES } from '../message-catalogue';
import type { TrackedOrder } from '../orders';
import { cardRef, orderFilter, orderRequest } from '../request-schemas';
import { parsePairsOf, parseReturnTo, parseRupees } from './arguments';
import type { Pairs } from './arguments';
import { changeLines, listLines, waitingLines } from './order-view';
import { addOrderMessages } from './message-commands';
import type { CliPorts, Desk } from './ports';
import { refundListLines } from './refund-view';
import * as running from './running';
import type { AttentionFlags, CommonFlags } from './running';
import { readCard, readOtp } from './secret-input';

const REFERENCE = '<reference>';
const CARD_REF = new Option('--card-ref <ref>', 'a card that is kept already').conflicts('card');

export function addOrderCommands(program: Command, ports: CliPorts): void {
  const order = program.command('order').helpCommand(false).description('Place, read and decide about orders');
  addPlace(order, ports);
  addReading(order, ports);
  addWatch(order, ports);
  addPayment(order, ports);
  addOrderMessages(order, ports);
  addRefunds(order, ports);
}

interface PlaceFlags extends CommonFlags {
  readonly amount: string;
  readonly checkout: string;
  readonly card?: true;
  readonly cardRef?: string;
  readonly onDelivery?: string;
  readonly atDeadline?: string;
  readonly decideBy?: string;
  readonly customer?: Pairs;
  readonly returnUrl?: string;
  readonly metadata?: Pairs;
}

function addPlace(order: Command, ports: CliPorts): void {
  const command = order
    .command('place')
    .description('Place an order')
    .argument(REFERENCE, '1 to 50 of A-Z a-z 0-9 _ -');
  command
    .requiredOption('--amount <rupees>', 'with both decimals, such as 1100.00')
    .option('--checkout <kind>', 'how the buyer pays', 'seamless')
    .option('--card', 'read a card from the prompt or standard input, and pay with it')
    .addOption(CARD_REF)
    .option('--on-delivery <what>', 'capture or wait')
    .option('--at-deadline <what>', 'captureIfDelivered, capture or release')
    .option('--decide-by <when>', 'an instant, or a duration after the authorisation such as "3 days"')
    .option('--customer <field=value>', 'such as email=buyer@example.com; several times', parsePairsOf('--customer'))
    .option('--return-url <url>', 'where the buyer goes afterwards: a host of RETURN_URL_HOSTS', parseReturnTo)
    .option('--metadata <name=value>', 'may be given several times', parsePairsOf('--metadata'));
  running.withKey(command).action(async (reference: string, flags: PlaceFlags) => {
    const { amount, checkout, card, cardRef: givenRef, onDelivery, atDeadline, decideBy } = flags;
    const { customer, returnUrl, metadata } = flags;
    const policy = running.withoutUndefined({ onDelivery, atDeadline, decideBy });
    const request = checked(orderRequest, {
      ...running.withoutUndefined({ reference, checkout, cardRef: givenRef, customer, returnUrl, metadata }),
      amount: parseRupees(amount),
      ...(Object.keys(policy).length > 0 && { policy }),
    });
    const options = running.callOptions(ports, flags);
    const given = card && (await readCard(ports.input));
    await running.withDesk(ports, async ({ buyer }) => {
      const kept = given && (await buyer.keepCard(given)).cardRef;
      const answer = await buyer.place({ ...request, ...(kept !== undefined && { cardRef: kept }) }, options);
      running.printAnswer(ports, flags, reference, answer);
    });
  });
}

interface ListFlags extends AttentionFlags {
  readonly state?: string;
  readonly decideBefore?: string;
}

function addReading(order: Command, ports: CliPorts): void {
  const show = order.command('show').description('Read an order').argument(REFERENCE);
  running.withWaiting(show).action(async (given: string, flags: CommonFlags) => {
    const reference = running.referenceOf(given);
    const options = running.callOptions(ports, flags);
    await running.withDesk(ports, async ({ orders }) => {
      running.printOrder(ports, flags, await orders.get(reference, options));
    });
  });

  const list = order.command('list').description('Find orders, the newest first, as of a moment ago');
  list
    .option('--state <state>', 'only those in this state')
    .option('--decide-before <instant>', 'only those that are decided about before it');
  running.withAttention(list).action(async (flags: ListFlags) => {
    const { state, attention, decideBefore, limit } = flags;
    const filter = checked(orderFilter, running.filterOf({ state, attention, decideBefore, limit }));
    await running.withDesk(ports, async ({ orders }) => {
      const found = await orders.list(filter, running.callOptions(ports, flags));
      running.print(ports, flags, found, attention ? waitingLines(found, ports.clock()) : listLines(found));
    });
  });
}

function addWatch(order: Command, ports: CliPorts): void {
  const command = order.command('watch').argument(REFERENCE);
  command.description('Follow an order until it is settled for good; --json prints a line for each change');
  running.withJson(command).action(async (given: string, flags: CommonFlags) => {
    const reference = running.referenceOf(given);
    await running.withDesk(ports, async ({ orders }) => {
      let before: TrackedOrder | undefined;
      for await (const seen of orders.watch(reference, { signal: ports.interrupted })) {
        const lines = flags.json ? [JSON.stringify(seen)] : changeLines(seen, before);
        if (lines.length > 0) ports.output.out(lines.join('\n'));
        before = seen;
      }
    });
  });
}

function addPayment(order: Command, ports: CliPorts): void {
  const pay = order.command(ORDER_MESSAGES.pay.command).description(ORDER_MESSAGES.pay.summary).argument(REFERENCE);
  pay
    .addOption(CARD_REF)
    .addHelpText('after', '\nWithout --card-ref the card is read from the prompt or standard input.');
  running.withKey(pay).action(async (given: string, flags: CommonFlags & { readonly cardRef?: string }) => {
    const reference = running.referenceOf(given);
    const options = running.callOptions(ports, flags);
    const givenRef = flags.cardRef === undefined ? undefined : checked(cardRef, flags.cardRef);
    const card = givenRef ?? (await readCard(ports.input));
    await running.withDesk(ports, async ({ buyer }) => {
      const ref = typeof card === 'string' ? card : (await buyer.keepCard(card)).cardRef;
      running.printAnswer(ports, flags, reference, await buyer.pay(reference, { cardRef: ref }, options));
    });
  });

  const otp = order.command(ORDER_MESSAGES.submitOtp.command).argument(REFERENCE);
  otp.description(`${ORDER_MESSAGES.submitOtp.summary}, read from the prompt or standard input`);
  running.withKey(otp).action(async (given: string, flags: CommonFlags) => {
    const reference = running.referenceOf(given);
    const options = running.callOptions(ports, flags);
    const password = await readOtp(ports.input);
    await running.withDesk(ports, async ({ buyer }: Desk) => {
      running.printAnswer(ports, flags, reference, await buyer.submitOtp(reference, password, options));
    });
  });
}

function addRefunds(order: Command, ports: CliPorts): void {
  const list = order.command('refunds').description('Read the refunds of an order, the oldest first');
  running.withWaiting(list.argument(REFERENCE)).action(async (given: string, flags: CommonFlags) => {
    const reference = running.referenceOf(given);
    await running.withDesk(ports, async ({ orders }) => {
      const refunds = await orders.refunds(reference, running.callOptions(ports, flags));
      running.print(ports, flags, { refunds }, refundListLines(refunds));
    });
  });
}
