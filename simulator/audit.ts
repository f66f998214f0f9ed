import type { LedgerEntry } from './effects';

export type ViolationRule =
  | 'captured-twice'
  | 'captured-after-release'
  | 'captured-more-than-held'
  | 'released-more-than-held'
  | 'refunded-more-than-captured'
  | 'two-holds'
  | 'hold-beside-capture'
  | 'hold-lapsed'
  | 'held-at-end';

export interface Violation {
  readonly rule: ViolationRule;
  readonly at: string;
  readonly detail: string;
}

interface Position {
  held: number;
  released: boolean;
}

/** The running totals of one order, and the rule each next effect breaks, if any. */
class Walk {
  captures = 0;
  capturedMinor = 0;
  refundedMinor = 0;
  readonly #positions = new Map<string, Position>();

  position(paymentId: string): Position {
    const position = this.#positions.get(paymentId) ?? { held: 0, released: false };
    this.#positions.set(paymentId, position);
    return position;
  }

  get heldMinor(): number {
    return [...this.#positions.values()].reduce((sum, { held }) => sum + Math.max(0, held), 0);
  }

  authorised(entry: LedgerEntry): ViolationRule | null {
    const rule = this.heldMinor > 0 ? 'two-holds' : this.captures > 0 ? 'hold-beside-capture' : null;
    this.position(entry.paymentId).held += entry.amount;
    return rule;
  }

  captured(entry: LedgerEntry): ViolationRule | null {
    const position = this.position(entry.paymentId);
    const rule =
      this.captures > 0
        ? 'captured-twice'
        : entry.amount <= position.held
          ? null
          : position.released
            ? 'captured-after-release'
            : 'captured-more-than-held';
    this.captures += 1;
    this.capturedMinor += entry.amount;
    position.held -= entry.amount;
    return rule;
  }

  released(entry: LedgerEntry): ViolationRule | null {
    const position = this.position(entry.paymentId);
    const rule =
      entry.amount > position.held ? 'released-more-than-held' : entry.cause === 'lapse' ? 'hold-lapsed' : null;
    position.held -= entry.amount;
    position.released = true;
    return rule;
  }

  refunded(entry: LedgerEntry): ViolationRule | null {
    this.refundedMinor += entry.amount;
    return this.refundedMinor > this.capturedMinor ? 'refunded-more-than-captured' : null;
  }
}

/** Reads the effects of one order in their sequence and names every one that should not have happened. */
export function audit(entries: readonly LedgerEntry[], atEnd: boolean): Violation[] {
  const walk = new Walk();
  const violations: Violation[] = [];
  for (const entry of entries) {
    const rule = walk[entry.kind](entry);
    if (rule) violations.push({ rule, at: entry.at, detail: `${entry.kind} ${entry.amount} by ${entry.cause}` });
  }
  const last = entries.at(-1);
  if (atEnd && last && walk.heldMinor > 0) {
    violations.push({ rule: 'held-at-end', at: last.at, detail: `${walk.heldMinor} still held` });
  }
  return violations;
}
