/** Which of the matching moments a rule takes. All fields optional: without them it takes every one. */
export interface Occurrence {
  /** How often the rule applies; without it, for ever. */
  readonly times?: number | undefined;
  /** How many matching moments pass by first. */
  readonly skip?: number | undefined;
  /** Probability from 0 to 1, drawn from the seeded generator. */
  readonly chance?: number | undefined;
}

/** A small seeded generator (mulberry32): the same seed and the same moments give the same faults. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A generator of its own for each text: what it draws depends on the text alone. */
export function randomOf(text: string): () => number {
  let seed = 0x811c9dc5;
  for (const character of text) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seededRandom(seed);
}

/** Ordered rules; the first that matches and still applies is taken. */
export class RuleBook<Rule extends Occurrence> {
  #rules: { rule: Rule; seen: number; used: number }[] = [];
  #random = seededRandom(1);

  replace(rules: readonly Rule[], seed = 1): void {
    this.#rules = rules.map((rule) => ({ rule, seen: 0, used: 0 }));
    this.#random = seededRandom(seed);
  }

  take(matches: (rule: Rule) => boolean): Rule | undefined {
    for (const line of this.#rules) {
      const { times, skip = 0, chance = 1 } = line.rule;
      if ((times !== undefined && line.used >= times) || !matches(line.rule)) continue;
      line.seen += 1;
      if (line.seen <= skip || (chance < 1 && this.#random() >= chance)) continue;
      line.used += 1;
      return line.rule;
    }
    return undefined;
  }

  list(): (Rule & { used: number })[] {
    return this.#rules.map(({ rule, used }) => ({ ...rule, used }));
  }
}
