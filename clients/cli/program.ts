import { Command, CommanderError } from 'commander';
import { holdsCardNumber } from '../cards';
import { withoutValues } from './arguments';
import { examine, findingLines } from './doctor';
import type { Check } from './doctor';
import { CliError, EXITS, failureOf, usageError } from './exit-codes';
import type { Failure } from './exit-codes';
import { addExposure } from './exposure-command';
import { addOrderCommands } from './order-commands';
import type { CliPorts } from './ports';
import { addRefundCommands } from './refund-commands';
import * as running from './running';
import type { CommonFlags } from './running';

/** The command line `holdfast`, reading no environment and ending no process. */
export function createProgram(ports: CliPorts): Command {
  const program = new Command('holdfast');
  program
    .description('Orders whose money Holdfast keeps on hold: place, follow and decide about them.')
    // Set before the commands are added, because they inherit it.
    .exitOverride()
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => ports.output.out(text.trimEnd()),
      writeErr: (text) => ports.output.err(text.trimEnd()),
      // The parser's messages quote what was typed: see `failed`.
      outputError: () => undefined,
    })
    .addHelpText('after', `\n${NOTES}\n\nExit codes:\n${exitLines().join('\n')}`);
  addOrderCommands(program, ports);
  addRefundCommands(program, ports);
  addExposure(program, ports);
  addDoctor(program, ports);
  return program;
}

const NOTES =
  'Cards and OTPs are read from the prompt, or from standard input as JSON or lines, never from the command line.\n' +
  'Amounts are rupees with both decimals. The settings are those of the processes: see .env.example.';

const exitLines = (): string[] =>
  Object.values(EXITS).map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);

function addDoctor(program: Command, ports: CliPorts): void {
  const names = ports.checks.map(({ name }) => name);
  const command = program
    .command('doctor')
    .description('Look at configuration, Temporal, workers, gateway and vault, and say how to mend them')
    .option('--only <check...>', `some of ${names.join(', ')}`);
  running.withJson(command).action(async (flags: CommonFlags & { readonly only?: readonly string[] }) => {
    const findings = await examine(wantedOf(ports.checks, flags.only));
    const ok = findings.every((finding) => finding.ok);
    running.print(ports, flags, { ok, checks: findings }, findingLines(findings));
    if (!ok) throw new CliError({ exit: 'unwell', type: 'unwell', message: 'Something has to be mended: see above' });
  });
}

function wantedOf(checks: readonly Check[], only: readonly string[] | undefined): readonly Check[] {
  const isUnknown = only?.some((name) => checks.every((check) => check.name !== name));
  if (isUnknown) throw usageError(`--only: expected ${checks.map(({ name }) => name).join(', ')}`);
  return only ? checks.filter(({ name }) => only.includes(name)) : checks;
}

/** Carries out one command line, without the names of node and script. Answers with the exit code. */
export async function runCli(argv: readonly string[], ports: CliPorts): Promise<number> {
  try {
    if (argv.some(holdsCardNumber)) throw usageError(CARD_ON_THE_LINE);
    await createProgram(ports).parseAsync([...argv], { from: 'user' });
    return ports.interrupted.aborted ? EXITS.interrupted.code : EXITS.done.code;
  } catch (error) {
    return failed(error, argv.includes('--json'), ports);
  }
}

const CARD_ON_THE_LINE =
  'An argument looks like a card number, which everybody on the machine could read: cards are read from the prompt or ' +
  'standard input only. If it is a reference, reach that order over HTTP or by the library, and have a letter within its ' +
  'digits the next time';

function failed(error: unknown, json: boolean, { output, interrupted }: CliPorts): number {
  // Help that a flag asked for is no failure; where a command is missing, the help is shown as an error.
  if (error instanceof CommanderError && error.exitCode === 0) return EXITS.done.code;
  const failure = interrupted.aborted ? INTERRUPTED : error instanceof CommanderError ? typo(error) : failureOf(error);
  const { exit, ...told } = failure;
  if (json) output.err(JSON.stringify({ error: told }, null, 2));
  else if (exit !== 'interrupted' && !isHelp(error)) output.err(failureLines(failure).join('\n'));
  return EXITS[exit].code;
}

function failureLines({ message, order }: Failure): string[] {
  return [
    `holdfast: ${message}`,
    ...(order ? [`${order.reference} is ${order.state}: holdfast order show ${order.reference}`] : []),
  ];
}

const INTERRUPTED: Failure = { exit: 'interrupted', type: 'interrupted', message: EXITS.interrupted.meaning };

const isHelp = (error: unknown): boolean => error instanceof CommanderError && error.code === 'commander.help';

const typo = ({ message, code }: CommanderError): Failure => ({
  exit: 'wrong',
  type: 'usage',
  message:
    code === 'commander.help'
      ? 'A command is missing: see --help'
      : `${withoutValues(message)}${HINTS[code] ?? ''}: see --help`,
});

const HINTS: Readonly<Record<string, string>> = {
  'commander.unknownOption': ' (a reference that begins with - stands after --)',
};
