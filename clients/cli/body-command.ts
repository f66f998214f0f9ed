import type { Command } from 'commander';
import type { z } from 'zod';
import { checked } from '../checked';
import { parseRupees } from './arguments';
import { withKey } from './running';
import type { CommonFlags } from './running';

export type Flag = readonly [spec: string, description: string, need?: 'required'];

/** A command that changes something; its flags are the fields of a body. */
export interface BodyCommand<Body extends z.ZodType> {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  readonly body: Body;
}

/** `names`: the arguments, such as `<reference>`. What is given is checked before `act` is called. */
export function addBodyCommand<Body extends z.ZodType>(
  parent: Command,
  { name, summary, flags, body }: BodyCommand<Body>,
  names: readonly string[],
  act: (given: readonly string[], body: z.output<Body>, flags: CommonFlags) => Promise<void>,
): void {
  const command = parent.command(name).description(summary);
  for (const argument of names) command.argument(argument);
  for (const [spec, description, need] of flags) {
    if (need === 'required') command.requiredOption(spec, description);
    else command.option(spec, description);
  }
  withKey(command).action(async () => {
    const given = command.opts<CommonFlags & { readonly amount?: string }>();
    const { json: _json, timeout: _timeout, idempotencyKey: _key, amount, ...fields } = given;
    const money = amount === undefined ? {} : { amount: parseRupees(amount) };
    await act(command.args, checked(body, { ...fields, ...money }), given);
  });
}
