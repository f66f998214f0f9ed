/** A change of a workflow's commands since the first release. */
interface Patch {
  /** What the change is and when it came, `what-it-is-yyyy-mm`; an id is never used again. */
  readonly id: string;
  /** How workflows that began before the change go on. */
  readonly before: string;
}

/**
 * The ids that `patched` is asked about: none so far. A row is removed, after its call has become one of
 * `deprecatePatch`, when nothing that began before it can still be open or be replayed (docs/decisions/0010;
 * CONTRIBUTING.md says how a change is made).
 */
export const PATCHES: readonly Patch[] = [];
