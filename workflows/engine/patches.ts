/** A change of a workflow's commands since the first release. */
interface Patch {
  /** What it is and when, `what-it-is-yyyy-mm`; never used again. */
  readonly id: string;
  /** How those that began before go on. */
  readonly before: string;
}

/**
 * The ids that `patched` is asked about: none so far. A row goes, its call first to `deprecatePatch`, when nothing that began
 * before it can still be open or be replayed (docs/decisions/0010; CONTRIBUTING.md says how a change is made).
 */
export const PATCHES: readonly Patch[] = [];
