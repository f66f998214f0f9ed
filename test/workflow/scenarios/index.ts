import { ATTEMPTS } from './attempts';
import { HOSTED } from './hosted';
import { OTP } from './otp';
import { REDIRECT } from './redirect';
import type { Scenario } from './scenario';
import { UNPAID } from './unpaid';

/** Every path an order can take, row by row. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  'the page of the bank': REDIRECT,
  'hosted checkout': HOSTED,
  'the one-time password': OTP,
  'another attempt': ATTEMPTS,
  'nobody pays': UNPAID,
};
