/** Joins for parts of the facts. Each is commutative and idempotent. */

export const greater = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? (a ?? b) : b > a ? b : a;

export const lesser = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? (a ?? b) : b < a ? b : a;

export const fewer = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

export const union = <T extends string>(a: readonly T[], b: readonly T[]): T[] => [...new Set([...a, ...b])].sort();

export function joinRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  join: (x: T, y: T) => T,
): Record<string, T> {
  const joined: Record<string, T> = {};
  // Sorted, so that the same facts have the same form in whatever order they came.
  for (const key of union(Object.keys(a), Object.keys(b))) {
    const [x, y] = [a[key], b[key]];
    if (x !== undefined && y !== undefined) joined[key] = join(x, y);
    else if (x !== undefined) joined[key] = x;
    else if (y !== undefined) joined[key] = y;
  }
  return joined;
}

/** Whether two values are the same. Both are plain JSON in canonical form. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
