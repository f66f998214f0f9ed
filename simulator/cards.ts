import type { RefusalCode } from './refusals';

/** What may be known of a card after its number has been thrown away. */
export interface CardFace {
  readonly network: string;
  readonly issuer: string;
  readonly countryCode: string;
  readonly international: boolean;
  readonly nativeOtp: boolean;
  readonly last4: string;
}

interface TestCard extends Partial<Omit<CardFace, 'last4'>> {
  readonly cvv?: string;
  /** Refused when the payment is created: the payment is booked as FAILED. */
  readonly refusedAtOnce?: RefusalCode;
  /** Refused by the bank after the buyer has authenticated. */
  readonly refusedByBank?: RefusalCode;
}

/** The gateway's test cards (docs/gateway.md §8) and, as it publishes no failing ones, some of the simulator's own. */
const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  '4012001037141112': { issuer: 'HDFC', nativeOtp: true, cvv: '065' },
  '5200000000001096': { network: 'MASTERCARD', issuer: 'ICICI', cvv: '123' },
  '4242424242424242': { issuer: 'INTL HDQTRS-CENTER OWNED', countryCode: 'USA', international: true, cvv: '123' },
  '4000000000000002': { refusedAtOnce: 'PAYMENT_DECLINED' },
  '4000000000000069': { refusedAtOnce: 'CARD_EXPIRED' },
  '4100000000000019': { refusedAtOnce: 'RISK_CHECK_FAILED' },
  '4000000000009995': { nativeOtp: true, refusedByBank: 'INSUFFICIENT_FUNDS' },
  '4000000000000341': { nativeOtp: true, refusedByBank: 'PAYMENT_DECLINED' },
};

/** How the bank behind a card will behave. */
export interface CardBehaviour {
  readonly face: CardFace;
  readonly refusedAtOnce?: RefusalCode;
  readonly refusedByBank?: RefusalCode;
}

/** Any card that is not in the table is a domestic VISA without native OTP. */
export function faceOf(number: string): CardFace {
  const { network, issuer, countryCode, international, nativeOtp } = TEST_CARDS[number] ?? {};
  return {
    network: network ?? 'VISA',
    issuer: issuer ?? 'AXIS',
    countryCode: countryCode ?? 'IND',
    international: international ?? false,
    nativeOtp: nativeOtp ?? false,
    last4: number.slice(-4),
  };
}

/** Looks at number, CVV and expiry once; only the face and the verdict remain. */
export function behaviourOf(card: { number: string; cvv: string; expired: boolean }): CardBehaviour {
  const known = TEST_CARDS[card.number];
  const wrongCvv = known?.cvv !== undefined && known.cvv !== card.cvv;
  const refusedAtOnce: RefusalCode | undefined = card.expired
    ? 'CARD_EXPIRED'
    : wrongCvv
      ? 'CARD_VERIFICATION_FAILED'
      : known?.refusedAtOnce;
  return {
    face: faceOf(card.number),
    ...(refusedAtOnce && { refusedAtOnce }),
    ...(known?.refusedByBank && { refusedByBank: known.refusedByBank }),
  };
}

export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A card is good until the end of its month, anywhere on earth. */
export function isExpired(month: string, year: string, nowMs: number): boolean {
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
  return nowMs >= Date.UTC(fullYear, Number(month), 1, 12);
}
