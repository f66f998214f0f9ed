import fc from 'fast-check';
import type { Policy } from '../../../workflows/domain/order/terms';
import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { shuffled, trueHistory } from './histories';

/** How orders come to hear of a true history: what is sent to them, in which order, and what they are answered. */

type Message = { readonly webhook: Snapshot } | { readonly callback: string };

/** How one order comes to hear of its history. */
export interface Telling {
  readonly messages: readonly Message[];
  /** The answers to its first questions, each a moment of the history, or null for none: reads lag behind. */
  readonly firstAnswers: readonly (Snapshot | null)[];
  /** Whether later questions are answered meanwhile, by the last moment of the history. */
  readonly isAnswered: boolean;
}

/** A history, and three ways to hear of it. */
export interface Case {
  readonly history: readonly Snapshot[];
  readonly tellings: readonly Telling[];
  readonly atDeadline: Policy['atDeadline'];
  /** What was told has to suffice: it is compared at once how the orders stand. */
  readonly isSilent: boolean;
}

const callback = fc.record({ callback: fc.constantFrom('AUTHORIZED', 'FAILED', 'CANCELLED') });

/** Every webhook at least once, in any order, with callbacks between them. */
const tellingOf = (history: readonly Snapshot[], isSilent: boolean): fc.Arbitrary<Telling> =>
  fc
    .record({
      webhooks: shuffled(history),
      callbacks: fc.array(fc.tuple(fc.nat(), callback), { maxLength: 3 }),
      firstAnswers: fc.array(fc.constantFrom(null, ...history), { maxLength: 4 }),
      isAnswered: isSilent ? fc.constant(false) : fc.boolean(),
    })
    .map(({ webhooks, callbacks, ...answers }) => {
      const messages: Message[] = webhooks.map((webhook) => ({ webhook }));
      for (const [at, hint] of callbacks) messages.splice(at % (messages.length + 1), 0, hint);
      return { messages: [...knownBefore(history).map((webhook) => ({ webhook })), ...messages], ...answers };
    });

/** A cancelled payment does not say whether it had held money: such a hold was seen before. */
const knownBefore = (history: readonly Snapshot[]): readonly Snapshot[] => {
  const shows = (status: string) => (snapshot: Snapshot) => snapshot.payments.some((one) => one.status === status);
  const held = history.find(shows('authorised'));
  return history.some(shows('voided')) && held ? [held] : [];
};

/**
 * An order that FAILED takes no further payment (docs/gateway.md §4); who holds money is known before it is cancelled; and
 * how it stands in the end is said in clear, so that the gateway can do what is decided then.
 */
const isTrue = (history: readonly Snapshot[]): boolean => {
  const failed = history.find(({ status }) => status === 'failed');
  const last = history.at(-1)?.payments ?? [];
  const wasHeld = history.some(({ payments }) => payments.some(({ status }) => status === 'authorised'));
  return (
    (!failed || (failed.payments.length === last.length && last.every(({ status }) => status !== 'authorised'))) &&
    (wasHeld || !last.some(({ status }) => status === 'voided')) &&
    !last.some(({ status }) => status === 'unknown')
  );
};

/** Its order takes no second capture; and stamps of one second do not say whether a hold came before the failure. */
const hasFailedCapture = (history: readonly Snapshot[]): boolean =>
  history.some(({ payments }) => payments.some(({ status, captures }) => captures.length > 0 && status !== 'captured'));

export const toldCase: fc.Arbitrary<Case> = fc
  .record({
    history: trueHistory.filter(isTrue),
    isSilent: fc.boolean(),
    wished: fc.constantFrom<Policy['atDeadline']>('release', 'capture', 'captureIfDelivered'),
  })
  .chain(({ history, isSilent, wished }) => {
    const atDeadline = hasFailedCapture(history) ? 'release' : wished;
    const inOrder = { messages: history.map((webhook) => ({ webhook })), firstAnswers: [], isAnswered: !isSilent };
    const others = fc.tuple(tellingOf(history, isSilent), tellingOf(history, isSilent));
    return others.map((tellings) => ({ history, isSilent, atDeadline, tellings: [inOrder, ...tellings] }));
  });
