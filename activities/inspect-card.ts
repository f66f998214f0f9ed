import type { CardRef } from '../workflows/domain/values/secret-refs';
import type { Money } from '../workflows/domain/values/money';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { GatewayError } from './gateway';
import { unexpected } from './results';

export interface InspectCardInput {
  readonly cardRef: CardRef;
  readonly amount: Money;
}

/** `nativeOtp` null: it could not be learnt, and the bank's page serves instead. */
export interface CardInspection {
  readonly nativeOtp: boolean | null;
}

/** Asks whether the card's issuer takes its OTP through us (native OTP). Only reads. */
export const inspectCard =
  ({ gateway, vault }: Dependencies) =>
  async ({ cardRef, amount }: InspectCardInput): Promise<CardInspection> => {
    const options = callOptions();
    try {
      const card = await vault.read('card', cardRef);
      if (!card) return { nativeOtp: null };
      return { nativeOtp: (await gateway.getCardDetails({ card, amount }, options)).nativeOtpSupported };
    } catch (error) {
      if (error instanceof GatewayError) return { nativeOtp: null };
      throw unexpected(error);
    }
  };
