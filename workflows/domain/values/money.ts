/** Money in minor units: `value` is an integer number of paisa for INR. */
export interface Money {
  readonly value: number;
  readonly currency: string;
}

/** Bounds of the gateway for the amount of an order, a payment or a capture: ₹1 to ₹10 lakh (docs/gateway.md §9). */
export const MIN_AMOUNT_MINOR = 100;
export const MAX_AMOUNT_MINOR = 100_000_000;

/** An integer within the gateway's bounds. */
export const isAmountMinor = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= MIN_AMOUNT_MINOR && (value as number) <= MAX_AMOUNT_MINOR;

/** For people: `₹1,100.00`; other currencies `EUR 12.50`. Without `Intl`, whose answers differ between versions. */
export function formatMoney({ value, currency }: Money): string {
  const major = Math.trunc(value / 100).toString();
  const grouped = major.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const text = `${grouped}.${(value % 100).toString().padStart(2, '0')}`;
  return currency === 'INR' ? `₹${text}` : `${currency} ${text}`;
}
