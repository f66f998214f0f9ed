import type { Command } from 'commander';
import { z } from 'zod';
import type { CliPorts } from '../../../clients/cli/ports';
import { createProgram } from '../../../clients/cli/program';
import { PROBLEMS } from '../../../clients/http/problems';
import { ORDER_MESSAGES, REFUND, REFUND_LEVERS } from '../../../clients/message-catalogue';
import type { Message } from '../../../clients/message-catalogue';
import { read, tableAfter } from '../docs/repository';
import { buildEdge, closeEdges } from '../http/edge-fixture';

interface Route {
  readonly summary: string;
  readonly description: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const TO_ORDER = '/v1/orders/{reference}';
const TO_REFUND = `${TO_ORDER}/refunds/{refundReference}`;
const ROWS: readonly (readonly [method: string, message: Message, route: string, command: string])[] = [
  ...Object.entries({ ...ORDER_MESSAGES, refund: REFUND }).map(
    ([method, message]) => [method, message, `${TO_ORDER}/${message.path}`, `order ${message.command}`] as const,
  ),
  ...Object.entries(REFUND_LEVERS).map(
    ([method, message]) => [method, message, `${TO_REFUND}/${message.path}`, `refund ${message.command}`] as const,
  ),
];

const commandOf = (name: string): Command | undefined =>
  name
    .split(' ')
    .reduce<Command | undefined>(
      (parent, word) => parent?.commands.find((command) => command.name() === word),
      createProgram({ checks: [] } as unknown as CliPorts),
    );

/** The fields of a body, also of one that may be left out. */
function fieldsOf(body: z.ZodType): string[] {
  const schema = z.toJSONSchema(body, { io: 'input' });
  const objects = [schema, ...(schema.anyOf ?? [])];
  return objects.flatMap(({ properties = {} }) => Object.keys(properties));
}

const OF_ALL = ['--json', '--timeout', '--idempotency-key'];

describe('what can be said to orders and refunds', () => {
  let posted: Readonly<Record<string, Route>>;
  beforeAll(async () => {
    const { app } = await buildEdge();
    const { paths } = (await app.inject({ url: '/openapi.json' })).json<{ paths: Record<string, { post?: Route }> }>();
    posted = Object.fromEntries(
      Object.entries(paths).flatMap(([path, { post }]) => (post && path.startsWith(TO_ORDER) ? [[path, post]] : [])),
    );
  });
  afterAll(closeEdges);

  it('is all that the API takes for an order, in this order', () => {
    expect(Object.keys(posted)).toEqual(ROWS.map(([, , route]) => route));
  });

  it.each(ROWS)('%s says in the document of the API what it does, for whom, and how it may be refused', (...row) => {
    const [, { summary, note = '', access, refusals = [] }, route] = row;
    expect(posted[route]).toMatchObject({ summary, description: expect.stringContaining(note) as string });
    expect(posted[route]?.description).toContain(`: ${access.join(', ')}`);
    for (const slug of refusals)
      expect(posted[route]?.responses[PROBLEMS[slug].status]?.description).toContain(`\`${slug}\``);
  });

  it.each(ROWS)('%s is a command that says what it does, and has a flag for each field', (...row) => {
    const [, { summary, flags, body }, , name] = row;
    const command = commandOf(name);
    expect(command?.description()).toMatch(new RegExp(`^${summary}`));
    if (!flags) return;
    const filled = command?.options.filter(({ long }) => !OF_ALL.includes(String(long))) ?? [];
    expect(filled.map((option) => option.attributeName()).sort()).toEqual(fieldsOf(body).sort());
  });

  it.each(ROWS)('%s has its line in docs/using.md', (_method, _message, _route, name) => {
    const named = tableAfter(read('docs/using.md'), '## The command line').map(([command]) => command);
    expect(named).toContain(`\`${name}\``);
  });
});
