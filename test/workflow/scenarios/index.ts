import { ATTEMPTS } from './attempts';
import { CANCEL } from './cancel';
import { CAPTURE } from './capture';
import { DECIDING } from './deciding';
import { DUPLICATES } from './duplicates';
import { ELSEWHERE } from './elsewhere';
import { HOSTED } from './hosted';
import { LIMITS } from './limits';
import { OTP } from './otp';
import { REDIRECT } from './redirect';
import { RESOLVE } from './resolve';
import type { Scenario } from './scenario';
import { UNPAID } from './unpaid';

/** Every path an order can take, row by row: in three parts, which are run side by side. */
export const PARTS = {
  paying: {
    'the page of the bank': REDIRECT,
    'hosted checkout': HOSTED,
    'the one-time password': OTP,
    'another attempt': ATTEMPTS,
    'nobody pays': UNPAID,
  },
  deciding: {
    'taking the money': CAPTURE,
    cancelling: CANCEL,
    'a gateway that is busy': LIMITS,
    'the decision about a hold': DECIDING,
  },
  surprises: {
    'a hold that is decided about elsewhere': ELSEWHERE,
    'everything twice, too early, too late': DUPLICATES,
    'an order that waits for a person': RESOLVE,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly Scenario[]>>>>;

/** All of it. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  ...PARTS.paying,
  ...PARTS.deciding,
  ...PARTS.surprises,
};
