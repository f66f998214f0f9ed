/*
 * References under which the vault keeps a secret until it is used. The secret itself never reaches a workflow, and one
 * reference is never taken for the other.
 */

declare const brand: unique symbol;
export type CardRef = string & { readonly [brand]: 'card' };
export type OtpRef = string & { readonly [brand]: 'otp' };
