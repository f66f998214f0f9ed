import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TrackedOrder } from '../../clients/orders';
import type { Statement } from '../../simulator/ledger';
import { eventually } from './eventually';
import { OTP_CARD, RIGHT_OTP } from './gateway';
import { AMOUNT } from './orders';
import type { Reply, System } from './system';

/** What an order system, a checkout and support people do with a running system. */
export interface Shopper {
  /** A new card and an order with it. */
  place(reference?: string, order?: object): Promise<Reply<TrackedOrder>>;
  /** The reference of an order whose buyer has entered the right OTP, and whose money is on hold. */
  placeHeld(order?: object): Promise<string>;
  /** `POST /v1/orders/{reference}/{what}`. */
  act(reference: string, what: string, body?: object): Promise<Reply<TrackedOrder>>;
  look(reference: string): Promise<TrackedOrder>;
  /** The gateway's own; a hold that still lives counts as a violation. */
  ledger(reference: string): Promise<Statement>;
  card(): Promise<string>;
  nextReference(): string;
  /** The Temporal CLI, told where the system's server is. */
  cli(...args: string[]): Promise<string>;
  /** A line of the documents, in a shell that has the Temporal CLI and knows where server and codec are. */
  shell(line: string): Promise<string>;
}

const run = promisify(execFile);
const PATIENCE_MS = 60_000;

/** `system` is asked for each time: a test may have started another one. */
export function shopperIn(system: () => System): Shopper {
  let orders = 0;
  const nextReference = (): string => `SYS-${(orders += 1)}`;
  const card = async (): Promise<string> =>
    (await system().call<{ cardRef: string }>('POST', '/v1/cards', OTP_CARD)).body.cardRef;
  const act: Shopper['act'] = (reference, what, body = {}) =>
    system().call('POST', `/v1/orders/${reference}/${what}`, body);
  const look: Shopper['look'] = async (reference) =>
    (await system().call<TrackedOrder>('GET', `/v1/orders/${reference}`)).body;
  const lookFor = (reference: string, matches: (order: TrackedOrder) => boolean): Promise<TrackedOrder> =>
    eventually(() => look(reference), matches, PATIENCE_MS);
  const place: Shopper['place'] = async (reference = nextReference(), order = {}) => {
    const request = { reference, amount: AMOUNT, checkout: 'seamless', cardRef: await card(), ...order };
    const placed = await system().call<TrackedOrder>('POST', '/v1/orders', request);
    if (placed.body.state !== 'created') return placed;
    // The API waits a few seconds only; a machine that is busy with other things needs more.
    return { ...placed, body: await lookFor(reference, ({ state }) => state !== 'created') };
  };
  return {
    nextReference,
    card,
    act,
    place,
    placeHeld: async (order) => {
      const { reference } = (await place(undefined, order)).body;
      await act(reference, 'otp', { otp: RIGHT_OTP });
      await lookFor(reference, ({ state }) => state === 'held');
      return reference;
    },
    look,
    ledger: (reference) => system().control('GET', `/control/ledger/${reference}?end=true`),
    ...commandsIn(system),
  };
}

const commandsIn = (system: () => System): Pick<Shopper, 'cli' | 'shell'> => ({
  cli: async (...args) => {
    const { TEMPORAL_CLI_PATH = 'temporal' } = process.env;
    return (await run(TEMPORAL_CLI_PATH, [...args, '--address', system().run().temporalAddress])).stdout;
  },
  shell: async (line) => {
    const { TEMPORAL_CLI_PATH: CLI = 'temporal' } = process.env;
    const { temporalAddress: TEMPORAL_ADDRESS, codecUrl: CODEC_URL } = system().run();
    const env = { ...process.env, CLI, TEMPORAL_ADDRESS, CODEC_URL };
    return (await run('sh', ['-c', `temporal() { command "$CLI" "$@"; }\n${line}`], { env })).stdout;
  },
});
