import { randomBytes, randomInt } from 'node:crypto';
import type { ShiftedClock } from './clock';
import type { EffectCause, EffectKind, LedgerEntry } from './effects';
import type { Journal } from './journal';
import { Ledger, type MutatingOperation } from './ledger';
import type { EventType, Order } from './model';
import type { Settings } from './settings';

const VERSIONS_KEPT = 50;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

interface Effect {
  readonly kind: EffectKind;
  readonly amountMinor: number;
  readonly cause: EffectCause;
  readonly reference?: string;
}

/** All orders, their ledger and the clock. Changes happen inside `transact`, which writes them down and then tells of them. */
export class World {
  readonly clock: ShiftedClock;
  readonly ledger = new Ledger();
  settings: Settings;
  /** Tokens of an earlier generation have been revoked. */
  tokenGeneration = 0;
  readonly #journal: Journal;
  readonly #tell: (event: EventType, order: Order) => void;
  readonly #orders = new Map<string, Order>();
  readonly #versions = new Map<string, { atMs: number; order: Order }[]>();
  readonly #idByReference = new Map<string, string>();
  readonly #idByPayment = new Map<string, string>();
  readonly #idByPaymentReference = new Map<string, string>();
  readonly #idByToken = new Map<string, string>();
  #requestId: string | undefined;
  #changed = new Set<string>();
  #booked: { reference: string; entry: LedgerEntry }[] = [];
  #announced: { event: EventType; order: Order }[] = [];

  constructor(parts: {
    clock: ShiftedClock;
    journal: Journal;
    settings: Settings;
    tell: (event: EventType, order: Order) => void;
  }) {
    this.clock = parts.clock;
    this.settings = parts.settings;
    this.#journal = parts.journal;
    this.#tell = parts.tell;
    this.#restore();
  }

  /**
   * Runs `act` as one change: one line in the journal, then the webhooks. What it threw is thrown on.
   * @param otherwise settings that hold for this change only
   */
  transact<T>(requestId: string | undefined, act: () => T, otherwise: Partial<Settings> = {}): T {
    const { settings } = this;
    this.#requestId = requestId;
    this.settings = { ...settings, ...otherwise };
    try {
      return act();
    } finally {
      this.settings = settings;
      this.#requestId = undefined;
      this.#flush();
    }
  }

  order(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** The order as it was then: what a lagging replica would still answer. */
  orderAsOf(id: string, atMs: number): Order | undefined {
    return this.#versions.get(id)?.findLast((version) => version.atMs <= atMs)?.order;
  }

  orders(): Order[] {
    return [...this.#orders.values()];
  }

  idByReference(reference: string): string | undefined {
    return this.#idByReference.get(reference);
  }

  idByPayment(paymentId: string): string | undefined {
    return this.#idByPayment.get(paymentId);
  }

  /** By the token of a hosted link or of a challenge page. */
  idByToken(token: string): string | undefined {
    return this.#idByToken.get(token);
  }

  idByPaymentReference(reference: string): string | undefined {
    return this.#idByPaymentReference.get(reference);
  }

  put(order: Order): Order {
    this.#index(order);
    const versions = this.#versions.get(order.id) ?? [];
    versions.push({ atMs: this.clock.now(), order });
    this.#versions.set(order.id, versions.slice(-VERSIONS_KEPT));
    this.#changed.add(order.id);
    return order;
  }

  /** Writes an effect on money into the ledger; a refund goes to the account of the order it refunds. */
  book(order: Order, paymentId: string, effect: Effect, atMs = this.clock.now()): void {
    const entry: LedgerEntry = {
      at: new Date(atMs).toISOString(),
      kind: effect.kind,
      amount: effect.amountMinor,
      paymentId,
      cause: effect.cause,
      ...(effect.reference !== undefined && { reference: effect.reference }),
      ...(this.#requestId !== undefined && { requestId: this.#requestId }),
    };
    this.ledger.book(order.reference, entry);
    this.#booked.push({ reference: order.reference, entry });
  }

  announce(event: EventType, order: Order): void {
    this.#announced.push({ event, order });
  }

  /** Counts a call that arrived, before anything is known of its fate. */
  received(reference: string, operation: MutatingOperation): void {
    this.ledger.count(reference, operation);
    this.#journal.append({ call: { reference, operation } });
  }

  shiftClock(byMs: number): void {
    this.clock.offsetMs += byMs;
    this.#journal.append({ clockOffsetMs: this.clock.offsetMs });
  }

  /** An id in the gateway's manner, such as `v1-240715054451-aa-qlAtAf`. */
  newId(): string {
    const digits = new Date(this.clock.now()).toISOString().replace(/\D/g, '').slice(2, 14);
    return `v1-${digits}-aa-${Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
  }

  newToken(): string {
    return randomBytes(24).toString('base64url');
  }

  clear(): void {
    const indexes = [this.#idByReference, this.#idByPayment, this.#idByPaymentReference, this.#idByToken];
    for (const map of [this.#orders, this.#versions, ...indexes]) map.clear();
    this.ledger.clear();
    this.clock.offsetMs = 0;
    this.#journal.rewrite([]);
  }

  close(): void {
    this.#journal.close();
  }

  #index(order: Order): void {
    // Of two orders under one reference the newest is found by it, whichever changed last.
    if (!this.#orders.has(order.id)) this.#name(order);
    this.#orders.set(order.id, order);
    this.#idByToken.set(order.token, order.id);
    for (const payment of order.payments) {
      this.#idByPayment.set(payment.id, order.id);
      if (payment.reference !== undefined) this.#idByPaymentReference.set(payment.reference, order.id);
      this.#idByToken.set(payment.challengeToken, order.id);
    }
  }

  #name(order: Order): void {
    this.#idByReference.set(order.reference, order.id);
    if (order.type === 'CHARGE') this.ledger.account(order.reference).orderId = order.id;
  }

  #flush(): void {
    const orders = [...this.#changed].flatMap((id) => this.#orders.get(id) ?? []);
    const [entries, announced] = [this.#booked, this.#announced];
    this.#changed = new Set();
    this.#booked = [];
    this.#announced = [];
    if (orders.length > 0 || entries.length > 0) this.#journal.append({ orders, entries });
    for (const { event, order } of announced) this.#tell(event, order);
  }

  #restore(): void {
    for (const record of this.#journal.read()) {
      if (record.account) this.ledger.restore(record.account);
      if (record.call) this.ledger.count(record.call.reference, record.call.operation);
      for (const order of record.orders ?? []) this.#index(order);
      for (const { reference, entry } of record.entries ?? []) this.ledger.book(reference, entry);
      if (record.clockOffsetMs !== undefined) this.clock.offsetMs = record.clockOffsetMs;
    }
    for (const order of this.orders()) this.#versions.set(order.id, [{ atMs: order.updatedAtMs, order }]);
    this.#journal.rewrite([
      { clockOffsetMs: this.clock.offsetMs },
      ...this.orders().map((order) => ({ orders: [order] })),
      ...this.ledger.accounts().map((account) => ({ account })),
    ]);
  }
}
