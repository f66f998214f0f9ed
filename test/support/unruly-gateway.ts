import type { FaultRuleInput } from '../../simulator/control';
import type { ClaimInput } from '../../simulator/forgery';
import type { Operation } from '../../simulator/model';
import type { SettingsChange } from '../../simulator/settings';
import type { Simulator } from '../../simulator/simulator';

/** What a gateway may do that its documents do not rule out, or that somebody else does there. */
export interface UnrulyGateway {
  /** Gives so much back under this reference, of another order; whoever wants an order under it is answered with the refund. */
  hasRefundUnder(reference: string, amountMinor: number, options?: { showsPayments?: boolean }): void;
  /** An order that somebody made, and perhaps paid, in the dashboard. */
  hasOrderUnder(reference: string, order: DashboardOrder): void;
  /** Its stamps are off: `jitterMs` by a different amount for each update. */
  clockIsOff(offsetMs: number, options?: { jitterMs?: number; zone?: 'Z' | 'none' }): void;
  /** So many cancels are answered with 200, and not carried out. */
  ignoresCancels(times: number, shows?: SettingsChange['cancelShows']): void;
  /** The next capture takes another amount than asked for. */
  captures(what: 'less' | 'more'): void;
  /** So many calls of these operations are turned away. */
  isBusy(operation: Operation | Operation[], how: Busy): void;
  /** The bank takes any number of wrong OTPs. */
  takesAnyNumberOfOtps(): void;
  /** Somebody who knows the secret claims this; says how it was answered. */
  isImpersonated(reference: string, claim: ClaimInput): Promise<number | null>;
}

type DashboardOrder = Omit<Parameters<Simulator['control']['placeInDashboard']>[0], 'reference'>;
interface Busy {
  readonly times: number;
  readonly status: 429 | 503;
  readonly retryAfterS: number | null;
  readonly retryAfterAs?: 'seconds' | 'date';
}

/** Makes a simulator of a test as bad as it wants it; rules of faults add up. */
export function unruly({ control }: Pick<Simulator, 'control'>): UnrulyGateway {
  const rules: FaultRuleInput[] = [];
  const add = (rule: FaultRuleInput): void => {
    rules.push(rule);
    control.setFaults(rules);
  };
  return {
    hasRefundUnder(reference, amountMinor, { showsPayments = false } = {}) {
      control.configure({ takenReference: 'return-existing', refundShowsPayments: showsPayments });
      control.placeInDashboard({ reference: `${reference}-parent`, amountMinor, payment: 'PROCESSED' });
      control.act(`${reference}-parent`, 'refund-in-dashboard', { reference, amountMinor });
    },
    hasOrderUnder: (reference, order) => void control.placeInDashboard({ ...order, reference }),
    clockIsOff: (stampOffsetMs, { jitterMs = 0, zone = 'Z' } = {}) =>
      void control.configure({ stampOffsetMs, stampJitterMs: jitterMs, stampZone: zone }),
    ignoresCancels: (times, cancelShows = 'CREATED') =>
      add({ operation: 'cancel', times, action: { kind: 'behave', settings: { cancelMode: 'ignored', cancelShows } } }),
    captures: (captureTakes) =>
      add({ operation: 'capture', times: 1, action: { kind: 'behave', settings: { captureTakes } } }),
    isBusy: (operation, { times, status, ...retryAfter }) =>
      add({
        operation,
        times,
        action:
          status === 429
            ? { kind: 'rate-limit', status, ...retryAfter }
            : { kind: 'error', commit: false, status, ...retryAfter },
      }),
    takesAnyNumberOfOtps: () => void control.configure({ otpMaxWrong: 1_000_000 }),
    isImpersonated: (reference, claim) => control.forgeWebhook(reference, claim),
  };
}
