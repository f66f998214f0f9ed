/*
 * The life of a mutating call as data: resolve before retry (design §3), one machine for the four calls of an order and
 * the one of a refund. docs/core.md shows this table.
 */

/** `none`: there is no call, or it is over. */
export type CallStage = 'none' | 'flight' | 'unknown' | 'accepted' | 'due';

/** What can happen to a call. */
export type CallEvent =
  | 'sent'
  | 'notSent'
  | 'withdrawn'
  | 'refused'
  | 'unanswered'
  | 'accepted'
  | 'shown'
  | 'absent'
  | 'lapsed'
  | 'orphaned'
  | 'dropped';

interface Transition {
  readonly from: readonly CallStage[];
  readonly on: CallEvent;
  readonly to: CallStage;
  readonly why: string;
  /** Only calls of this kind. */
  readonly only?: 'cancel' | 'capture';
}

/** A transition without a row cannot happen. */
export const CALL_LIFE: readonly Transition[] = [
  {
    from: ['none', 'due'],
    on: 'sent',
    to: 'flight',
    why: 'Written down before it is sent: whoever dies after that leaves a doubt, and no gap',
  },
  {
    from: ['flight'],
    on: 'notSent',
    to: 'due',
    why: 'It provably never reached the gateway: the same may be sent again',
  },
  {
    from: ['flight'],
    on: 'withdrawn',
    to: 'none',
    why: 'Its card was gone before it was sent: another card is needed',
  },
  {
    from: ['flight'],
    on: 'refused',
    to: 'none',
    why: 'A definite no uses its reference up, and says nothing about the hold (rule 5)',
  },
  {
    from: ['flight'],
    on: 'unanswered',
    to: 'unknown',
    why: 'It may have happened: the gateway is asked, never guessed',
  },
  {
    from: ['flight'],
    on: 'accepted',
    to: 'accepted',
    why: 'An answer is no effect: the gateway is asked until it shows',
  },
  {
    from: ['flight', 'unknown', 'accepted', 'due'],
    on: 'shown',
    to: 'none',
    why: 'The gateway shows that this very request was consumed (rule 1), however late',
  },
  {
    from: ['unknown'],
    on: 'absent',
    to: 'due',
    why: 'Proved not to have happened (rule 2): it is decided anew whether to send it',
  },
  {
    from: ['accepted'],
    on: 'absent',
    to: 'due',
    why: 'The hold plainly lives on: an accepted cancel without effect is no release (rule 18)',
    only: 'cancel',
  },
  {
    from: ['accepted'],
    on: 'lapsed',
    to: 'none',
    why: 'The hold has gone without it; an accepted capture is never sent again',
    only: 'capture',
  },
  {
    from: ['flight', 'unknown'],
    on: 'orphaned',
    to: 'unknown',
    why: 'Its run has ended, and its answer went there (rule 21)',
  },
  { from: ['accepted'], on: 'orphaned', to: 'accepted', why: 'That the gateway took it is known, and stays so' },
  { from: ['due'], on: 'orphaned', to: 'due', why: 'That it did not happen was proved before' },
  {
    from: ['unknown', 'accepted', 'due'],
    on: 'dropped',
    to: 'none',
    why: 'A person has said what became of it, against the word of the gateway or without it',
  },
];

/**
 * Where a call goes from here.
 * @throws Error where the table has no row: a fault of ours, which stops the workflow task before anything is sent
 */
export function stageAfter(from: CallStage, on: CallEvent, kind: string): CallStage {
  const row = CALL_LIFE.find((one) => one.on === on && one.from.includes(from) && (one.only ?? kind) === kind);
  if (!row) throw new Error(`A ${kind} that is ${from} cannot be ${on}`);
  return row.to;
}
