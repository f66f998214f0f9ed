import type { Statement } from '../../../simulator/ledger';
import type { Ending } from './auditor';
import type { Fleet } from './fleet';

/** Who has the reference of an order before it is placed: a refund, a sale of somebody else, an order of another amount. */
export const TAKEN = ['refund', 'paid', 'otherAmount'] as const;
export type Taken = (typeof TAKEN)[number];

interface TakenReference {
  readonly reference: string;
  readonly amountMinor: number;
  readonly taken: Taken;
}

/** Somebody uses the reference in the gateway's dashboard. */
export async function takeReference(
  { system }: Fleet,
  { reference, amountMinor, taken }: TakenReference,
): Promise<void> {
  if (taken === 'refund') {
    const parent = `${reference}-parent`;
    await system.control('POST', '/control/orders', { reference: parent, amountMinor, payment: 'PROCESSED' });
    await system.control('POST', `/control/orders/${parent}/refund-in-dashboard`, { reference, amountMinor });
    return;
  }
  const order = taken === 'paid' ? { amountMinor, payment: 'PROCESSED' } : { amountMinor: amountMinor + 100 };
  await system.control('POST', '/control/orders', { reference, ...order });
}

/** What of an order under a used reference is not as it has to be: it was left alone, and nobody was told of money. */
export function auditTaken(
  taken: Taken,
  { entries, mutatingCalls }: Statement,
  { state, parkedFor }: Ending,
): string[] {
  const ours = entries.filter(({ cause }) => cause !== 'dashboard');
  const { createPayment, capture, cancel } = mutatingCalls;
  const isRefused = parkedFor !== null || REFUSED.includes(state) || state.startsWith('not placed');
  return [
    ...(ours.length > 0 ? [`${taken}: ${ours.map(({ kind, cause }) => `${kind} by ${cause}`).join(', ')}`] : []),
    ...(createPayment + capture > 0 ? [`${taken}: ${createPayment} payments and ${capture} captures were sent`] : []),
    ...(cancel > 0 && taken !== 'otherAmount' ? [`${taken}: ${cancel} cancels were sent`] : []),
    ...(isRefused ? [] : [`${taken}: told ${state}`]),
  ];
}

/** Abandoned is one of which the gateway did not say in time that the reference is used. */
const REFUSED: readonly string[] = ['declined', 'abandoned'];
