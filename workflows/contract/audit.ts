import type { BelievedHold, Disagreement } from '../domain/holds/audit';
import type { Exposure } from '../domain/holds/exposure';

/** What the processes must agree on about the watchdog. The strings are frozen by a test. */

/** The registered workflow type, and the schedule that runs it. */
export const AUDIT_HOLDS = 'auditHolds';
export const AUDIT_SCHEDULE = 'holdfast-audit';

/** Argument of `auditHolds`. */
export interface AuditInput {
  /** Holds decided about within this time are all compared with the gateway. */
  readonly withinMs: number;
  /**
   * How many of the other holds are compared, taken by chance; and how many of the orders that believe nothing is on
   * hold.
   */
  readonly sample: number;
}

export interface AuditReport {
  /** Money on hold: who decides about it, and when. */
  readonly exposure: Exposure;
  /** Orders that wait for a person. */
  readonly parked: number;
  /** Orders whose workflow ended before they were settled, at most 200 of them; they are compared, too. */
  readonly ended: readonly BelievedHold[];
  /**
   * Orders about which the gateway answered, and those about which it did not: once it is silent, it is not asked any
   * more.
   */
  readonly compared: number;
  readonly unanswered: number;
  /**
   * Where the gateway said something else than the order, and whether the order has come to say the same since it was
   * made to ask.
   */
  readonly disagreements: readonly (Disagreement & { readonly isExplained: boolean })[];
}
