/** Whether something is allowed. `reason` is a sentence for people, `code` for programs. */
export type Verdict = { readonly ok: true } | Denial;

export interface Denial {
  readonly ok: false;
  readonly code: string;
  readonly reason: string;
}

export const ALLOWED: Verdict = { ok: true };
export const denied = (code: string, reason: string): Denial => ({ ok: false, code, reason });
