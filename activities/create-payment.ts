import type { Money } from '../workflows/domain/values/money';
import type { CardRef } from '../workflows/domain/values/secret-refs';
import type { CallOutcome } from '../workflows/domain/gateway/outcomes';
import { callOptions } from './call-options';
import type { Dependencies } from './dependencies';
import { callOutcome, unexpected } from './results';
import { VaultUnavailable } from './vault';

export interface CreatePaymentInput {
  readonly gatewayOrderId: string;
  readonly reference: string;
  readonly amount: Money;
  readonly cardRef: CardRef;
}

/**
 * Creates the payment that may become the hold. The card is read as the last thing before the call and discarded when
 * the outcome is known; while it is unknown the vault keeps it, because the same request may have to be sent again.
 */
export const createPayment =
  ({ gateway, vault }: Dependencies) =>
  async ({ cardRef: ref, ...request }: CreatePaymentInput): Promise<CallOutcome> => {
    const options = callOptions();
    try {
      const card = await vault.read('card', ref);
      if (!card) return { kind: 'cardGone' };
      const outcome = await callOutcome(() => gateway.createPayment({ ...request, card }, options));
      if (outcome.kind !== 'unknown' && outcome.kind !== 'notSent') await vault.discard(ref).catch(() => undefined);
      return outcome;
    } catch (error) {
      // The vault is read before the call, so nothing was sent.
      if (error instanceof VaultUnavailable) return { kind: 'notSent', code: 'vault-unavailable' };
      throw unexpected(error);
    }
  };
