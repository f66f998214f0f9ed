import type { OtpRef, Vault } from './vault';

/** Has the shape of a reference, and names no secret. */
const NO_SECRET = `otp_${'readiness'.padEnd(22, '-')}` as OtpRef;

/** Rejects when the vault does not answer. Forgetting what was never there changes nothing. */
export const assertVaultAnswers = (vault: Pick<Vault, 'discard'>): Promise<void> => vault.discard(NO_SECRET);
