const UNITS = [
  [/^(?:ms|milliseconds?)$/, 1],
  [/^(?:s|sec|seconds?)$/, 1_000],
  [/^(?:m|min|minutes?)$/, 60_000],
  [/^(?:h|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
] as const;

/**
 * Milliseconds of a duration as people write it: `5 days`, `90s`, `15 minutes`, `500ms`; `undefined` for anything else.
 */
export function parseDurationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const factor = UNITS.find(([name]) => name.test(unit.toLowerCase()))?.[1];
  return factor === undefined ? undefined : Number(count) * factor;
}
