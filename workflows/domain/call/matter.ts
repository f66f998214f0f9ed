import { logged } from '../values/log';
import type { Log } from '../values/log';
import type { Instant } from '../values/time';
import type { CallKey } from './call';
import type { Dialogue } from './dialogue';
import { atOnce } from './due';
import type { Due } from './due';
import { asked } from './questions';
import type { Reason } from './questions';
import { isSameTrouble } from './trouble';
import type { Attention, Trouble } from './trouble';

/** What is followed to its end at the gateway: an order, or a refund. */
export interface Matter {
  readonly dialogue: Dialogue;
  readonly intents: { readonly log: Log };
}

/** The matter with some of its intents replaced. */
export const intend = <M extends Matter>(matter: M, changed: Partial<M['intents']>): M => ({
  ...matter,
  intents: { ...matter.intents, ...changed },
});

/** The matter with a part of its dialogue replaced. */
export const inDialogue = <M extends Matter>(matter: M, changed: Partial<M['dialogue']>): M => ({
  ...matter,
  dialogue: { ...matter.dialogue, ...changed },
});

/** Adds a log entry for people. `refusalOf`: our reference of the payment whose refusal it reports. */
export const note = <M extends Matter>(matter: M, at: Instant, what: string, refusalOf?: string): M => ({
  ...matter,
  intents: {
    ...matter.intents,
    log: logged(matter.intents.log, { at, what, ...(refusalOf !== undefined && { refusalOf }) }),
  },
});

/** Steps that orders and refunds have in common. */
export type CommonStep<Kind extends string, Code extends string> =
  | { readonly kind: 'ask'; readonly about: CallKey<Kind> | null }
  | { readonly kind: 'park'; readonly trouble: Trouble<Code> }
  | { readonly kind: 'unpark' }
  | { readonly kind: 'finish' };

/** A matter that people can be called about. */
export interface Attended<Code extends string> extends Matter {
  readonly intents: Matter['intents'] & { readonly attention: Attention<Code> | null };
}

type Calling<Code extends string> =
  { readonly kind: 'park'; readonly trouble: Trouble<Code> } | { readonly kind: 'unpark' };

/** Calls a person for new trouble, and takes that back when the trouble is over. */
export function aboutAttention<Code extends string>(
  { intents: { attention } }: Attended<Code>,
  trouble: Trouble<Code> | null,
): Due<Calling<Code>> | null {
  if (trouble) return isSameTrouble(trouble, attention) ? null : atOnce({ kind: 'park', trouble });
  return attention ? atOnce({ kind: 'unpark' }) : null;
}

/** Writes down that a person is called, or is no longer needed. `reason`: the trouble as a sentence. */
export function called<M extends Attended<Code>, Code extends string>(
  matter: M,
  step: Calling<Code>,
  reason: string,
  now: Instant,
): M {
  const attention = step.kind === 'park' ? { ...step.trouble, since: now } : null;
  const changed = intend(matter, { attention } as Partial<M['intents']>);
  return note(changed, now, step.kind === 'park' ? `Needs a person: ${reason}` : 'Needs no person any more');
}

/** Writes down that a question is asked. */
export const asking = <M extends Matter>(matter: M, reasons: readonly Reason[], now: Instant): M => ({
  ...matter,
  dialogue: { ...matter.dialogue, questions: asked(matter.dialogue.questions, reasons, now) } satisfies Dialogue,
});

/** Who wants an ended order or refund to go on in a new run, and why. */
export interface ReviveWish {
  readonly actor: string;
  readonly reason: string;
}

export const revivalSentence = ({ actor, reason }: ReviveWish): string => `${actor} revived it: ${reason}`;
