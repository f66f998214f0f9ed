import type { CardRef, OtpRef } from '../../workflows/domain/values/secret-refs';

/** References as the vault gives them, where no vault is needed. */
export const cardRef = (name: string): CardRef => name as CardRef;
export const otpRef = (name: string): OtpRef => name as OtpRef;
