import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `look` gives what `matches` wants, looking again at short intervals; gives up with the last look. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  matches: (seen: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (matches(seen)) return seen;
    if (Date.now() > endMs) throw new Error(`Not within ${timeoutMs} ms; last seen: ${JSON.stringify(seen)}`);
    await pause(20);
  }
}
