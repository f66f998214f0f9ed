import type { CardRef, OtpRef } from '../../workflows/domain/values/secret-refs';
import type { Secret } from './secret';

export type { CardRef, OtpRef };

/** A card as the gateway needs it. `number` holds digits only, `expiryMonth` two digits, `expiryYear` four. */
export interface Card {
  readonly number: string;
  readonly expiryMonth: string;
  readonly expiryYear: string;
  readonly cvv: string;
  readonly name?: string;
}

export interface SecretByRef {
  readonly card: { readonly ref: CardRef; readonly value: Card };
  readonly otp: { readonly ref: OtpRef; readonly value: string };
}
export type SecretKind = keyof SecretByRef;

export interface StoredSecret<K extends SecretKind> {
  readonly ref: SecretByRef[K]['ref'];
  /** ISO 8601; from then on the secret is gone. */
  readonly expiresAt: string;
}

/**
 * `claimed`: it is this owner's now, or was before (also when it has been discarded since).
 * `taken`: another owner has it. `unknown`: never existed, or its time is over.
 */
export type Claim = 'claimed' | 'taken' | 'unknown';

/**
 * Keeps cards and OTPs between the edge that receives them and the activity that needs them (design §6).
 * A secret is for one owner (an order), may be read again by a retry, and is discarded when the outcome is known.
 * Every method rejects with VaultUnavailable when the vault cannot be reached.
 */
export interface Vault {
  put<K extends SecretKind>(kind: K, secret: Secret<SecretByRef[K]['value']>): Promise<StoredSecret<K>>;
  /** Binds the secret to its one owner, an order reference. */
  claim(ref: CardRef | OtpRef, owner: string): Promise<Claim>;
  /** `undefined` when it is gone: discarded, expired or never there. */
  read<K extends SecretKind>(kind: K, ref: SecretByRef[K]['ref']): Promise<Secret<SecretByRef[K]['value']> | undefined>;
  /** Forgets the value at once and remembers the owner until its time is over. An unknown reference changes nothing. */
  discard(ref: CardRef | OtpRef): Promise<void>;
}

export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}
