export interface RecentIds {
  has(id: string): boolean;
  add(id: string): void;
}

/** The last ids that were added, so many at most: the oldest goes first. */
export function createRecentIds(atMost: number): RecentIds {
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids.delete(id);
      ids.add(id);
      for (const oldest of ids) {
        if (ids.size <= atMost) return;
        ids.delete(oldest);
      }
    },
  };
}
