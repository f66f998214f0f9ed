import { z } from 'zod';

/* Texts that callers may send. A reason says what is expected, never what came, but for one character that nobody sees. */

export const expecting = (expected: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? `required: ${expected}` : expected),
});

/** A string of one pattern; in OpenAPI the pattern and the words. */
export const text = (expected: string, pattern: RegExp) =>
  z.string(expecting(expected)).regex(pattern, expecting(expected));

/** Zero width non-joiner and joiner, which many scripts spell with, and the vowel separator of Mongolian. */
const JOINERS = String.raw`\u200C-\u200D\u180E`;
/** What no text of one line holds: controls of any kind, separators of lines, what is no character, and U+FFFD, left where bytes were guessed. */
const UNFIT = String.raw`(?![${JOINERS}])[\p{C}\p{Zl}\p{Zp}\uFFFD]`;
const unfit = new RegExp(UNFIT, 'u');

/** The text with a question mark for each character that no line of text holds: a terminal may obey them. */
export const withoutUnfit = (given: string): string => given.replace(new RegExp(UNFIT, 'gu'), '?');

/** The first that fits counts. */
const UNFIT_KINDS: readonly (readonly [RegExp, string])[] = [
  [/\p{Bidi_Control}/u, 'a control of the writing direction'],
  [/\p{Cc}/u, 'a control character'],
  [/[\p{Zl}\p{Zp}]/u, 'a separator of lines'],
  [/\uFFFD/u, 'what stands for bytes that could not be read'],
  [/\p{Cs}/u, 'half of a character'],
  [/\p{Cf}/u, 'an invisible character'],
  [/\p{Co}/u, 'a character of private use'],
];

/** `expected`, and the character that is not; `found` looks for it. */
const expectingWithout = (expected: string, found: RegExp) => ({
  error: ({ input }: { readonly input?: unknown }) => {
    const [character] = (typeof input === 'string' && found.exec(input)) || [];
    if (character === undefined) return expecting(expected).error({ input });
    const [, kind = 'no character of Unicode'] = UNFIT_KINDS.find(([pattern]) => pattern.test(character)) ?? [];
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `${expected}, without U+${code} (${kind})`;
  },
});

/** At most so many UTF-16 units, as the workflow counts: zod counts code points. */
const upTo = (max: number, expected: ReturnType<typeof expecting>) =>
  z
    .string(expected)
    .max(max, { ...expected, abort: true })
    .refine((given) => given.length <= max, { ...expected, abort: true });

/** Text of one line in any script, of which something shows. */
export function words(max: number) {
  const expected = `text of 1 to ${max} characters, not only blanks`;
  const pattern = new RegExp(String.raw`^(?=.*[^\s\p{Default_Ignorable_Code_Point}])(?:(?!${UNFIT}).)+$`, 'u');
  return upTo(max, expecting(expected)).regex(pattern, expectingWithout(expected, unfit));
}

/**
 * An e-mail address. The gateway asks for its length only, so that is taken which has an addressee and a host; blanks and
 * marks of punctuation that no address has without quotes are slips.
 */
export function emailAddress(max: number) {
  const expected = `an e-mail address of at most ${max} characters`;
  const atom = String.raw`[^\s@"<>()[\]\\,;:]`;
  const pattern = new RegExp(String.raw`^(?!.*${UNFIT})(?:${atom}|"(?:[^"\\]|\\.)*")+@[^\s@"<>()\\,;]+$`, 'u');
  return upTo(max, expecting(expected)).regex(pattern, expectingWithout(expected, unfit));
}

/** Half a character has no bytes in UTF-8, and U+FFFD stands where somebody had to guess them. */
const BROKEN = /[\p{Cs}\uFFFD]/u;

/** Text of any kind, also of several lines. */
export function anyText(min: number, max: number, expected: string) {
  return upTo(max, expecting(expected))
    .min(min, expecting(expected))
    .regex(/^[^\p{Cs}\uFFFD]*$/u, expectingWithout(expected, BROKEN));
}
