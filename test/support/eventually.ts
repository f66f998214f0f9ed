import { setTimeout as pause } from 'node:timers/promises';

const [SHORTEST_MS, LONGEST_MS] = [20, 250] as const;
/** Who looks takes the processor from what is looked for: the longer it takes, the longer the pauses. */
const GROWTH = 1.25;

/** Waits until `look` gives what `matches` wants, looking again and again; gives up with the last look. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  matches: (seen: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (let pauseMs: number = SHORTEST_MS; ; pauseMs = Math.min(LONGEST_MS, pauseMs * GROWTH)) {
    const seen = await look();
    if (matches(seen)) return seen;
    if (Date.now() > endMs) throw new Error(`Not within ${timeoutMs} ms; last seen: ${JSON.stringify(seen)}`);
    await pause(pauseMs);
  }
}
