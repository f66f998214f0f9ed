import path from 'node:path';

/** So many orders a second are lived on two cores, by measure; a run is given twice the time that its orders take. */
const ORDERS_A_SECOND = 5;
const LEAST_MINUTES = 5;
const minutesFor = (orders: number): number => Math.max(LEAST_MINUTES, Math.ceil((2 * orders) / ORDERS_A_SECOND / 60));

/** How large a run is: `run.mjs` puts its arguments here. The defaults are those of `npm test`. */
export function optionsOf(env: Readonly<Record<string, string | undefined>>) {
  const number = (name: string, usual: number): number => Number(env[name] || usual);
  const isFull = env['CHAOS_FULL'] === 'true';
  const orders = number('CHAOS_ORDERS', isFull ? 10_000 : 60);
  return {
    orders,
    seed: number('CHAOS_SEED', 1),
    /** After so long no further order is begun. */
    minutes: number('CHAOS_MINUTES', minutesFor(orders)),
    /** Everything in its full size. */
    isFull,
    reports: env['HOLDFAST_HOME'] ?? path.resolve(__dirname, '../../../.holdfast'),
  } as const;
}

export const OPTIONS = optionsOf(process.env);
