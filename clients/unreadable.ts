/** Errors in opening what is sealed, by name: the one of our codec, and those of the SDK's converter. */
const REASONS: Readonly<Record<string, (message: string) => string>> = {
  // Its message names the key, and nothing of what was sealed.
  PayloadNotDecrypted: (message) => message,
  ValueError: () => 'Something is sealed here, and this process has no key, or it is of an unknown form',
  SyntaxError: () => 'Something here is not of the form in which it is kept',
};

/** Why something that Temporal keeps cannot be read here; null where the error says something else. */
export const unreadableBecause = (error: unknown): string | null =>
  error instanceof Error ? (REASONS[error.name]?.(error.message) ?? null) : null;
