import type { BuyerDesk } from '../buyer-desk';
import type { Orders } from '../orders';
import type { Check } from './doctor';

/** What the commands work with. The process provides it, and tests provide fakes. */
export interface CliPorts {
  /**
   * The orders, when a command first needs them: help and doctor need none.
   * @throws CliError that names what is wrong with the configuration
   */
  readonly connect: () => Desk;
  readonly checks: readonly Check[];
  readonly output: Output;
  readonly input: SecretInput;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Ctrl-C. */
  readonly interrupted: AbortSignal;
}

export interface Desk {
  readonly orders: Orders;
  readonly buyer: BuyerDesk;
  close(): Promise<void>;
}

/** Both take whole lines. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Where secrets come from. They are no arguments, because anybody who lists this machine's processes sees those. */
export interface SecretInput {
  readonly isTerminal: boolean;
  /** One line of a person, not shown while it is typed. Rejects when the person interrupts. */
  ask(question: string): Promise<string>;
  /** All of standard input, as the bytes that it is. */
  readAll(): Promise<Uint8Array>;
}
