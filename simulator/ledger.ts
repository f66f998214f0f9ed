import { audit, type Violation } from './audit';
import type { EffectKind, LedgerEntry } from './effects';
import type { Operation } from './model';

export const MUTATING_OPERATIONS = [
  'createOrder',
  'createHostedLink',
  'createPayment',
  'capture',
  'cancel',
  'refund',
] as const satisfies readonly Operation[];
export type MutatingOperation = (typeof MUTATING_OPERATIONS)[number];

export const isMutating = (operation: Operation): operation is MutatingOperation =>
  (MUTATING_OPERATIONS as readonly Operation[]).includes(operation);

export interface Account {
  readonly reference: string;
  orderId: string | null;
  readonly entries: LedgerEntry[];
  /** Calls that arrived, whatever became of them. */
  readonly mutatingCalls: Record<MutatingOperation, number>;
}

/** What really happened to the money of one order, in minor units. `held` may be negative: nothing is hidden. */
export interface Statement {
  readonly reference: string;
  readonly orderId: string | null;
  readonly authorised: number;
  readonly captured: number;
  readonly released: number;
  readonly refunded: number;
  readonly held: number;
  readonly entries: readonly LedgerEntry[];
  readonly mutatingCalls: Readonly<Record<MutatingOperation, number>>;
  readonly violations: readonly Violation[];
}

/**
 * The judge: an append-only book of effects, one account for each `merchant_order_reference`.
 * It knows no order status and no answer, so it cannot repeat what the gateway told its client.
 */
export class Ledger {
  readonly #accounts = new Map<string, Account>();

  /** The account of an order, opened on first sight. */
  account(reference: string): Account {
    const known = this.#accounts.get(reference);
    if (known) return known;
    const account: Account = {
      reference,
      orderId: null,
      entries: [],
      mutatingCalls: { createOrder: 0, createHostedLink: 0, createPayment: 0, capture: 0, cancel: 0, refund: 0 },
    };
    this.#accounts.set(reference, account);
    return account;
  }

  count(reference: string, operation: MutatingOperation): void {
    this.account(reference).mutatingCalls[operation] += 1;
  }

  book(reference: string, entry: LedgerEntry): void {
    this.account(reference).entries.push(entry);
  }

  restore(account: Account): void {
    this.#accounts.set(account.reference, account);
  }

  accounts(): Account[] {
    return [...this.#accounts.values()];
  }

  has(reference: string): boolean {
    return this.#accounts.has(reference);
  }

  /** @param atEnd also calls a hold that is still alive a violation: nobody is going to decide about it any more. */
  statement(reference: string, atEnd = false): Statement {
    const account = this.account(reference);
    const total = (kind: EffectKind): number =>
      account.entries.filter((entry) => entry.kind === kind).reduce((sum, entry) => sum + entry.amount, 0);
    const [authorised, captured, released] = [total('authorised'), total('captured'), total('released')];
    return {
      reference,
      orderId: account.orderId,
      authorised,
      captured,
      released,
      refunded: total('refunded'),
      held: authorised - captured - released,
      entries: [...account.entries],
      mutatingCalls: { ...account.mutatingCalls },
      violations: audit(account.entries, atEnd),
    };
  }

  statements(atEnd = false): Statement[] {
    return [...this.#accounts.keys()].map((reference) => this.statement(reference, atEnd));
  }

  clear(): void {
    this.#accounts.clear();
  }
}
