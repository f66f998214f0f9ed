import type { ProfileInput } from '../../../simulator/adversary';
import type { SettingsChange } from '../../../simulator/settings';

/**
 * Short terms that fit the adversary below: the quiet period is longer than its longest late commit (1.5 s) and its
 * stalest read (1 s) together, and the watch of an abandoned order than its latest late authorisation. A person is called about a doubt after its quiet period,
 * and after all that the gateway may still carry out (3 s): what is without effect then stays so.
 */
export const TERMS = {
  PLURAL_ANSWER_WITHIN: '2s',
  QUIET_PERIOD: '4s',
  PAYMENT_DEADLINE: '30s',
  LATE_PROBES: '4s, 10s, 25s',
  AWAY_ASK: '2s',
  REMAINDER_DEADLINE: '15s',
  DECIDE_BY: '15s',
  HOLD_WINDOW: '120s',
  HOLD_SAFETY_MARGIN: '90s',
  DOUBT_ATTENTION: '10s',
  OTP_TRIES: '2, 4',
} as const;

/** Within which every hold has to be decided about. */
export const HOLD_WINDOW_MS = 120_000;
/** After its authorisation, when nobody says otherwise: DECIDE_BY. */
export const DECIDES_AFTER_MS = 15_000;
/** How the gateway behaves where no fault is drawn. */
export const GATEWAY = { otpResendAfterS: 1, webhookPauseMs: 1_000 } as const satisfies SettingsChange;
/** It does again what it is asked again: whatever is sent once too often moves money. */
export const LAX = {
  judgement: 'hold-only',
  duplicatePayment: 'second-payment',
  repeatedCapture: 'second-capture',
  furtherCapture: 'second-capture',
  repeatedRefund: 'second-refund',
  furtherRefund: 'beyond-captured',
} as const satisfies SettingsChange;
/** As documented. */
export const STRICT = {
  judgement: 'strict',
  duplicatePayment: 'return-existing',
  repeatedCapture: 'DUPLICATE_REQUEST',
  furtherCapture: 'refuse',
  repeatedRefund: 'return-existing',
  furtherRefund: 'refuse',
} as const satisfies Record<keyof typeof LAX, unknown> & SettingsChange;

/** Whoever asks for an order under the reference of a refund gets the refund, which looks as if it were paid. */
export const GIVES_WHAT_HAS_IT = { takenReference: 'return-existing', refundShowsPayments: true } as const;
/** Or is refused, and finds it by asking. */
export const REFUSES_WHAT_HAS_IT = { takenReference: 'reject', refundShowsPayments: false } as const;

const HOUR_MS = 3_600_000;
/** By how much the gateway's stamps are off: a zone left off, days ahead, days behind. The same throughout a run. */
const CLOCKS_MS = [0, 5.5 * HOUR_MS, 72 * HOUR_MS, -144 * HOUR_MS] as const;
export const clockOf = (seed: number): SettingsChange => ({
  stampOffsetMs: CLOCKS_MS[Math.abs(seed) % CLOCKS_MS.length] ?? 0,
});

/** What happens to any call: lost requests, lost answers, late commits, gateways in front that fail, and limits. */
const ANY_CALL = {
  slow: 0.04,
  'commit-then-silence': 0.02,
  'commit-then-reset': 0.04,
  'silence-without-commit': 0.02,
  'reset-before-commit': 0.03,
  'late-commit': 0.03,
  'late-commit-after-silence': 0.01,
  'error-before-commit': 0.02,
  'error-after-commit': 0.03,
  unavailable: 0.02,
  'unavailable-with-retry-after': 0.01,
  html: 0.02,
  garbage: 0.01,
  truncate: 0.02,
  'rate-limit': 0.01,
  'rate-limit-without-retry-after': 0.01,
  'rate-limit-as-422': 0.02,
  'revoke-token': 0.01,
} as const;

/** A question that is to be asked again later. */
const TURNED_AWAY = { 'rate-limit-on-read-long': 0.01, 'unavailable-with-retry-after': 0.01 } as const;
/** Somebody who knows the webhook secret claims what is not so. */
const FORGED = { 'forged-webhook': 0.02 } as const;

/** A refund is a row like the others. */
const RATES: ProfileInput['rates'] = {
  token: { 'error-before-commit': 0.02, 'commit-then-reset': 0.02 },
  createOrder: { ...ANY_CALL, ...FORGED },
  createHostedLink: { ...ANY_CALL, ...FORGED },
  createPayment: { ...ANY_CALL, ...FORGED, 'authorise-late': 0.03, 'lapse-early': 0.02 },
  getCardDetails: { 'error-before-commit': 0.05 },
  generateOtp: { ...FORGED, 'commit-then-reset': 0.03, 'error-after-commit': 0.03 },
  submitOtp: { ...ANY_CALL, ...FORGED },
  resendOtp: { 'commit-then-reset': 0.03, 'error-after-commit': 0.03 },
  getOrder: {
    ...FORGED,
    ...TURNED_AWAY,
    'stale-read': 0.1,
    'error-before-commit': 0.03,
    'silence-without-commit': 0.01,
    html: 0.02,
  },
  getOrderByReference: { ...TURNED_AWAY, 'stale-read': 0.1, 'error-before-commit': 0.05 },
  capture: {
    ...ANY_CALL,
    ...FORGED,
    'pending-then-settled': 0.05,
    'pending-then-failed': 0.03,
    'lose-hold': 0.02,
    decline: 0.02,
    'remainder-late': 0.05,
    'remainder-never': 0.02,
    'remainder-late-shown': 0.03,
    'remainder-never-shown': 0.02,
  },
  cancel: {
    ...ANY_CALL,
    ...FORGED,
    'accepted-without-effect': 0.03,
    'pending-then-settled': 0.05,
    'pending-then-failed': 0.01,
    decline: 0.02,
  },
  refund: { ...ANY_CALL, 'pending-then-settled': 0.05, 'pending-then-failed': 0.03, decline: 0.02 },
  webhook: { lose: 0.15, duplicate: 0.15, delay: 0.2, reorder: 0.1, forge: 0.05 },
};

/** The adversary of the mix. */
export const adversaryOf = (seed: number): ProfileInput => ({
  seed,
  rates: RATES,
  spans: { lateAuthorisation: [5_000, 20_000] },
});
