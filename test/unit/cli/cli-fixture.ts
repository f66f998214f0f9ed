import { createMemoryVault } from '../../../activities/vault';
import type { MemoryVault } from '../../../activities/vault';
import { createBuyerDesk } from '../../../clients/buyer-desk';
import type { Check } from '../../../clients/cli/doctor';
import type { CliPorts, Desk } from '../../../clients/cli/ports';
import { runCli } from '../../../clients/cli/program';
import { answeringOrders, CARD, NOW, VIEW } from '../http/edge-fixture';

export const SETTLED = { answered: true as const, order: VIEW };

interface Asked {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What came of one command line. */
export interface Outcome {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** What the orders were asked for. */
  readonly asked: readonly Asked[];
  readonly isClosed: boolean;
}

export interface Situation {
  readonly orders?: Partial<Desk['orders']>;
  readonly checks?: readonly Check[];
  /** Standard input of a program; an array answers the prompts of a terminal. */
  readonly input?: string | Uint8Array | readonly string[];
  readonly connect?: CliPorts['connect'];
  readonly interrupted?: AbortSignal;
  readonly vault?: MemoryVault;
  readonly returnUrlHosts?: readonly string[];
}

export const someVault = (): MemoryVault =>
  createMemoryVault({ ttlMs: { card: 900_000, otp: 300_000 }, maxEntries: 100 });

/** Runs a command line against orders that answer at once and well, where the situation does not say otherwise. */
export async function run(argv: readonly string[], situation: Situation = {}): Promise<Outcome> {
  const { input = '', interrupted = new AbortController().signal, vault = someVault() } = situation;
  const { returnUrlHosts = ['shop.example.com'] } = situation;
  const said = { out: '', err: '' };
  const asked: Asked[] = [];
  let isClosed = false;
  const orders = recorded({ ...answeringOrders(), ...situation.orders }, asked);
  const buyer = createBuyerDesk({ orders, vault, clock: () => NOW, returnUrlHosts });
  const isTerminal = typeof input === 'object' && !(input instanceof Uint8Array);
  const prompts = isTerminal ? [...input] : [];
  const exit = await runCli(argv, {
    connect: situation.connect ?? (() => ({ orders, buyer, close: async () => void (isClosed = true) })),
    checks: situation.checks ?? [],
    output: { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) },
    input: {
      isTerminal,
      ask: async () => prompts.shift() ?? '',
      readAll: async () => (isTerminal ? new Uint8Array() : Buffer.from(input)),
    },
    clock: () => NOW,
    interrupted,
  });
  return { exit, ...said, asked, isClosed };
}

const recorded = (orders: Desk['orders'], asked: Asked[]): Desk['orders'] =>
  Object.fromEntries(
    Object.entries(orders).map(([method, answer]) => [
      method,
      (...args: unknown[]) => {
        asked.push({ method, args });
        return (answer as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Desk['orders'];

export const CARD_JSON = JSON.stringify(CARD);
export const CARD_LINES = `${CARD.number}\n${CARD.expiryMonth}/${CARD.expiryYear.slice(2)}\n${CARD.cvv}\n`;
