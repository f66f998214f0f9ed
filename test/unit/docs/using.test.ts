import type { Command } from 'commander';
import * as library from '../../../clients';
import { EXITS, failureOf } from '../../../clients/cli/exit-codes';
import type { CliPorts } from '../../../clients/cli/ports';
import { createProgram } from '../../../clients/cli/program';
import { PROBLEMS } from '../../../clients/http/problems';
import { TASK_QUEUE } from '../../../workflows/contract/common';
import { orderWorkflowId, PRE_AUTH_ORDER } from '../../../workflows/contract/order';
import { ORDER_REFUNDS } from '../../../workflows/contract/refund';
import * as refundMessages from '../../../workflows/contract/refund-messages';
import * as commonMessages from '../../../workflows/contract/common-messages';
import * as messages from '../../../workflows/contract/order-messages';
import { plain, read, tableAfter } from './repository';

const page = read('docs/using.md');

/** Every command of the program, by its whole name. */
const commandsOf = (command: Command, name = ''): string[] =>
  command.commands.flatMap((child) =>
    child.commands.length > 0 ? commandsOf(child, `${name}${child.name()} `) : [`${name}${child.name()}`],
  );

describe('docs/using.md', () => {
  const errors = tableAfter(page, '## What to do on each error').map((row) => row.map(plain));

  it('says what to do on every problem', () => {
    expect(errors.map(([slug]) => slug)).toEqual(Object.keys(PROBLEMS));
    expect(errors.filter(([, , , advice]) => !advice)).toEqual([]);
  });

  it('names the class of each error that the library has, and the exit code that it leads to', () => {
    const { OrderError, VaultUnavailable } = library;
    const classes = Object.entries(library).filter(
      ([name, value]) =>
        name !== 'OrderError' &&
        typeof value === 'function' &&
        (value.prototype instanceof OrderError || (value as unknown) === VaultUnavailable),
    );
    const named = errors.filter(([, name]) => name).map(([slug, name, exit]) => [name, slug, exit]);
    const thrown = classes.map(([name, kind]) => {
      const { type, exit } = failureOf(
        Object.create((kind as { prototype: object }).prototype, { errors: { value: [] } }),
      );
      return [name, type, String(EXITS[exit].code)];
    });
    expect(named.sort()).toEqual(thrown.sort());
  });

  it('lists every command of the program, and no other', () => {
    const program = createProgram({ checks: [] } as unknown as CliPorts);
    const listed = tableAfter(page, '## The command line').map(([command]) => plain(command));
    expect(listed).toEqual(commandsOf(program));
  });

  it('gives every exit code its meaning', () => {
    const rows = tableAfter(page, 'npx holdfast order watch');
    expect(rows).toEqual(Object.values(EXITS).map(({ code, meaning }) => [String(code), meaning]));
  });

  it('names the messages that the workflow has', () => {
    const named = tableAfter(page, '## By plain Temporal').map(([kind, name]) => `${plain(kind)} ${plain(name)}`);
    const theirs = ['gatewayCallback', 'gatewayWebhook'];
    const defined = Object.entries({ ...commonMessages, ...messages })
      .filter(([, { name }]) => !theirs.includes(name))
      .map(([constant, { name }]) => `${/Query|Update|Signal/.exec(constant)?.[0] ?? ''} ${name}`);
    expect(named.sort()).toEqual(defined.sort());
  });

  it('names the messages of refunds, but for those that workflows and edge send', () => {
    const named = tableAfter(page, 'Refunds have workflows').map(([, kind, name]) => `${plain(kind)} ${plain(name)}`);
    const defined = Object.entries(refundMessages)
      .filter(([constant]) => !constant.endsWith('Signal'))
      .map(([constant, { name }]) => `${/Query|Update/.exec(constant)?.[0] ?? ''} ${name}`);
    expect(named.sort()).toEqual(defined.sort());
    expect(page).toContain(`\`${ORDER_REFUNDS}\``);
  });

  it('shows code that uses what there is', () => {
    const imported = [...page.matchAll(/import \{ (.*?) \} from '\.\.\/clients'/g)].flatMap(([, names = '']) =>
      names.split(', '),
    );
    expect(imported.filter((name) => !(name in library))).toEqual([]);
    for (const name of [PRE_AUTH_ORDER, TASK_QUEUE, orderWorkflowId('ORD-1')]) expect(page).toContain(name);
  });
});
