import path from 'node:path';

const number = (name: string, usual: number): number => {
  const given = process.env[name];
  return given === undefined || given === '' ? usual : Number(given);
};

/** How large a run is: `run.mjs` puts its arguments here. The defaults are those of `npm test`. */
export const OPTIONS = {
  orders: number('CHAOS_ORDERS', 60),
  seed: number('CHAOS_SEED', 1),
  /** After so long no further order is begun. */
  minutes: number('CHAOS_MINUTES', 5),
  /** Everything in its full size. */
  isFull: process.env['CHAOS_FULL'] === 'true',
  reports: process.env['HOLDFAST_HOME'] ?? path.resolve(__dirname, '../../../.holdfast'),
} as const;
