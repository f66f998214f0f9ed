import type { OtpPromptOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { otpPromptFailure } from './results';

export interface RequestOtpInput {
  readonly paymentId: string;
  readonly resend: boolean;
}

/** Has the issuer send the buyer an OTP. A repeat sends another one: a nuisance, no loss. */
export const requestOtp =
  ({ gateway }: Dependencies) =>
  async ({ paymentId, resend }: RequestOtpInput): Promise<OtpPromptOutcome> => {
    const options = callOptions();
    try {
      const prompt = await (resend ? gateway.resendOtp(paymentId, options) : gateway.generateOtp(paymentId, options));
      return { kind: 'prompted', ...prompt };
    } catch (error) {
      return otpPromptFailure(error);
    }
  };
