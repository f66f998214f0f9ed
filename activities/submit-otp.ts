import type { OtpRef } from '../workflows/domain/values/secret-refs';
import type { OtpSubmitOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { otpSubmitFailure } from './results';
import { VaultUnavailable } from './vault';

export interface SubmitOtpInput {
  readonly paymentId: string;
  readonly otpRef: OtpRef;
}

/** Submits the buyer's OTP. `accepted` does not say that the payment was: the gateway has to be asked. */
export const submitOtp =
  ({ gateway, vault }: Dependencies) =>
  async ({ paymentId, otpRef: ref }: SubmitOtpInput): Promise<OtpSubmitOutcome> => {
    const options = callOptions();
    try {
      const otp = await vault.read('otp', ref);
      if (!otp) return { kind: 'gone' };
      await gateway.submitOtp(paymentId, otp, options);
      await forget(vault, ref);
      return { kind: 'accepted' };
    } catch (error) {
      if (error instanceof VaultUnavailable) return { kind: 'notSent' };
      const outcome = otpSubmitFailure(error);
      // Whatever the outcome, an OTP is never sent twice from here: the buyer enters it again.
      await forget(vault, ref);
      return outcome;
    }
  };

const forget = (vault: Dependencies['vault'], ref: OtpRef): Promise<void> => vault.discard(ref).catch(() => undefined);
