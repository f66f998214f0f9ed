import { formatMoney } from '../values/money';
import type { Money } from '../values/money';
import type { Instant } from '../values/time';

/** What calls for a person. Its key is a code with its details; sentences are made where they are shown. */
export interface Trouble<Code extends string = string> {
  readonly code: Code;
  readonly details: Details;
}

/** What a rule has found, under the names that its sentence uses. */
export type Details = Readonly<Record<string, string | Money>>;

export interface TroubleRule<Matter> {
  /** A plain sentence without its full stop; `{name}` is filled in from the details. */
  readonly says: string;
  /** What the person can do. */
  readonly advice: string;
  readonly when: (matter: Matter) => Details | null;
  /** What the sentence calls the codes among the details. */
  readonly words?: Readonly<Record<string, string>>;
  /** What stays undone until the person has acted. @default 'everything' */
  readonly holdsBack?: HeldBack;
}

/**
 * `everything`: only questions are asked. `payments`: giving up goes on, no money is held. `nothing`: the person is
 * called while there is still something to do, and the matter goes on meanwhile (core rule 19).
 */
export type HeldBack = 'everything' | 'payments' | 'nothing';

/** A trouble that a person has been called for. */
export interface Attention<Code extends string = string> extends Trouble<Code> {
  readonly since: Instant;
}

const YES: Details = {};
export const given = (condition: boolean): Details | null => (condition ? YES : null);

export const AT_THE_GATEWAY = "in the gateway's dashboard; then recheck";

/** Comparing JSON is safe: rules and stored matters have the names of the details in the same order. */
export const isSameTrouble = (one: Trouble | null, other: Trouble | null): boolean =>
  one?.code === other?.code && JSON.stringify(one?.details) === JSON.stringify(other?.details);

/** The trouble of the first rule that applies and that no person has resolved yet; null where there is none. */
export function firstTrouble<Matter, Code extends string>(
  rules: Readonly<Record<Code, TroubleRule<Matter>>>,
  matter: Matter,
  isResolved: (trouble: Trouble<Code>) => boolean,
): Trouble<Code> | null {
  for (const [code, rule] of Object.entries(rules) as [Code, TroubleRule<Matter>][]) {
    const details = rule.when(matter);
    if (details && !isResolved({ code, details })) return { code, details };
  }
  return null;
}

/** The sentence for people, filled in. */
export function sentenceOf({ says, words = {} }: Pick<TroubleRule<never>, 'says' | 'words'>, details: Details): string {
  return says.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name] ?? '';
    return typeof value === 'string' ? (words[value] ?? value) : formatMoney(value);
  });
}
