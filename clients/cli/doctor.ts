/** Something about this installation that can be looked at without changing anything. */
export interface Check {
  readonly name: string;
  /** Answers with what was found, in a few words. Rejects with an Ailment. */
  readonly run: () => Promise<string>;
}

/** What is wrong, and what to do about it. Neither holds a value of the configuration that may be a secret. */
export class Ailment extends Error {
  override readonly name = 'Ailment';
  constructor(
    message: string,
    /** Steps or commands, one a line. */
    readonly mend: readonly string[],
  ) {
    super(message);
  }
}

export type Finding =
  | { readonly name: string; readonly ok: true; readonly found: string }
  | { readonly name: string; readonly ok: false; readonly problem: string; readonly mend: readonly string[] };

/** Runs the checks one after the other: later ones need what earlier ones look at. */
export async function examine(checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(await findingOf(check));
  return findings;
}

async function findingOf({ name, run }: Check): Promise<Finding> {
  try {
    return { name, ok: true, found: await run() };
  } catch (error) {
    if (error instanceof Ailment) return { name, ok: false, problem: error.message, mend: error.mend };
    const problem = `the check itself failed${error instanceof Error ? ` (${error.name})` : ''}`;
    return { name, ok: false, problem, mend: ['Look into the logs of Temporal and of the processes'] };
  }
}

/** One line for each finding, and below a failed one how to mend it. */
export function findingLines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.flatMap((finding) => {
    const head = `${finding.ok ? 'ok    ' : 'failed'}  ${finding.name.padEnd(width)}  `;
    if (finding.ok) return [head + finding.found];
    return [head + finding.problem, ...finding.mend.map((step) => `${' '.repeat(width + 10)}→ ${step}`)];
  });
}
