import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TrackedOrder } from '../../clients/orders';
import type { Statement } from '../../simulator/ledger';
import { OTP_CARD, RIGHT_OTP } from './gateway';
import { AMOUNT } from './orders';
import type { Reply, System } from './system';

/** What an order system, a checkout and support people do with a running system. */
export interface Shopper {
  /** A new card and an order with it. */
  place(reference?: string): Promise<Reply<TrackedOrder>>;
  /** The reference of an order whose buyer has entered the right OTP. */
  placeHeld(): Promise<string>;
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

/** `system` is asked for each time: a test may have started another one. */
export function shopperIn(system: () => System): Shopper {
  let orders = 0;
  const nextReference = (): string => `SYS-${(orders += 1)}`;
  const card = async (): Promise<string> =>
    (await system().call<{ cardRef: string }>('POST', '/v1/cards', OTP_CARD)).body.cardRef;
  const act: Shopper['act'] = (reference, what, body = {}) =>
    system().call('POST', `/v1/orders/${reference}/${what}`, body);
  const place: Shopper['place'] = async (reference = nextReference()) =>
    system().call('POST', '/v1/orders', { reference, amount: AMOUNT, checkout: 'seamless', cardRef: await card() });
  return {
    nextReference,
    card,
    act,
    place,
    placeHeld: async () => {
      const { body } = await place();
      await act(body.reference, 'otp', { otp: RIGHT_OTP });
      return body.reference;
    },
    look: async (reference) => (await system().call<TrackedOrder>('GET', `/v1/orders/${reference}`)).body,
    ledger: (reference) => system().control('GET', `/control/ledger/${reference}?end=true`),
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
  };
}
