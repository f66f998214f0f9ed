/** Something that remembers the updates that it has taken in. */
interface Remembering {
  readonly handledUpdates: string[];
}

/**
 * An update's id is the caller's idempotency key. The server forgets it at continue-as-new, and never hears of a wish
 * that came by signal; the order knows both.
 */
export const updateKey = (name: string, updateId: string): string => `${name}:${updateId}`;

export const isHandled = ({ handledUpdates }: Remembering, key: string): boolean => handledUpdates.includes(key);

export function remember({ handledUpdates }: Remembering, key: string): void {
  if (handledUpdates.includes(key)) return;
  handledUpdates.push(key);
  if (handledUpdates.length > MAX_REMEMBERED) handledUpdates.shift();
}

/** The server forgets after 2,000 updates of a run; what crosses to the next one has to stay small. */
const MAX_REMEMBERED = 500;
