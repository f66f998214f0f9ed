import { defineSearchAttributeKey } from '@temporalio/common';
import type { TypedSearchAttributes } from '@temporalio/common';
import type { TroubleRule } from '../../../workflows/domain/call/trouble';
import { CALL_NAMES } from '../../../workflows/domain/order/calls';
import { REFUND_TROUBLES } from '../../../workflows/domain/refund/trouble';
import type { OrderState } from '../../../workflows/domain/order/view/states';
import { TROUBLES } from '../../../workflows/domain/order/rules/trouble';

/*
 * Who waits for a person may go on all the same (core rule 19). Such a one is at rest only where a gateway of the mix,
 * which answers in the end and carries nothing out after the person was called, gives it nothing more to do.
 */

const RULES = Object.entries<TroubleRule<never>>({ ...TROUBLES, ...REFUND_TROUBLES });
type Code = keyof typeof TROUBLES | keyof typeof REFUND_TROUBLES;

const KEYS = {
  attention: defineSearchAttributeKey('Attention', 'KEYWORD'),
  state: defineSearchAttributeKey('OrderState', 'KEYWORD'),
  heldAmountMinor: defineSearchAttributeKey('HeldAmountMinor', 'INT'),
};

/** States in which an order has come to its end, as long as nothing is on hold. */
const SETTLED_STATES: readonly (OrderState | undefined)[] = [
  'captured',
  'released',
  'declined',
  'abandoned',
  'expired',
];

/** The code of a reason as the index has it, filled in. */
function codeOf(reason: string): Code | null {
  const matching = RULES.find(([, { says }]) =>
    new RegExp(`^${says.replace(/[.*+?^$()[\]\\|]/g, '\\$&').replace(/\{\w+\}/g, '.+')}$`).test(reason),
  );
  return (matching?.[0] as Code | undefined) ?? null;
}

const holdsNothingBack = (code: string | null): boolean =>
  RULES.some(([name, { holdsBack }]) => name === code && holdsBack === 'nothing');

/** Whether an order or a refund that runs does nothing more by itself but ask, as the index has it. */
export function isAtRest(attributes: TypedSearchAttributes): boolean {
  const reason = attributes.get(KEYS.attention);
  if (reason === undefined) return false;
  const code = codeOf(reason);
  if (!holdsNothingBack(code)) return true;
  // A capture that was accepted is never sent again; a cancellation is, up to three times.
  if (code === 'call-without-effect') return reason.includes(CALL_NAMES.capture);
  const state = attributes.get(KEYS.state) as OrderState | undefined;
  const isSettled = SETTLED_STATES.includes(state) && attributes.get(KEYS.heldAmountMinor) === 0;
  return code === 'wish-refused' && isSettled;
}
