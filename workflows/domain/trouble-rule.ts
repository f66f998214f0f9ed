import type { Instant } from './time';

/** What a rule fills into its sentence, by name. */
type Details = Readonly<Record<string, string>>;

/** Something that calls for a person. */
export interface TroubleRule<Subject> {
  /** A plain sentence without its full stop; `{name}` is filled in. */
  readonly says: string;
  /** What the person can do. */
  readonly advice: string;
  readonly when: (subject: Subject, now: Instant) => Details | null;
  /** The person is called while there is still something to do (core rule 19): the order goes on meanwhile. */
  readonly holdsNothingBack?: true;
}

export interface Trouble<Code extends string = string> {
  readonly code: Code;
  /** The sentence, filled in. */
  readonly reason: string;
}

const YES: Details = {};
export const given = (condition: boolean): Details | null => (condition ? YES : null);

export const AT_THE_GATEWAY = "in the gateway's dashboard; then recheck";

/** The first rule that applies and whose reason no person has settled yet; null where there is none. */
export function firstTrouble<Subject, Code extends string>(
  rules: Readonly<Record<Code, TroubleRule<Subject>>>,
  subject: Subject,
  isSettled: (reason: string) => boolean,
  now: Instant,
): Trouble<Code> | null {
  for (const [code, rule] of Object.entries(rules) as [Code, TroubleRule<Subject>][]) {
    const details = rule.when(subject, now);
    if (!details) continue;
    const reason = rule.says.replace(/\{(\w+)\}/g, (_, name: string) => details[name] ?? '');
    if (!isSettled(reason)) return { code, reason };
  }
  return null;
}
