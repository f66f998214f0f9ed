import type { Instant } from '../../values/time';
import { isParked } from '../attention';
import { openCall } from '../calls';
import type { Order } from '../order';
import { otpTriesLeft, attemptsLeft, awaitsBuyer, buyersLink, isHosted, isRegistered } from '../paying';
import { heldMinor, isConcluded } from '../standing';

export type BuyersTurn =
  /**
   * `attemptsLeft` 0: this OTP takes no further entry, a new one may be sent. `submitAfter`: the next entry is taken
   * from then on, where several were wrong.
   */
  | {
      readonly type: 'submitOtp';
      readonly resendAfter: Instant | null;
      readonly attemptsLeft: number;
      readonly submitAfter?: Instant;
    }
  | { readonly type: 'redirect'; readonly url: string }
  /** `attemptsLeft`: how many payments may still be tried. */
  | { readonly type: 'pay'; readonly attemptsLeft: number };

/** What the buyer has to do next, or null. */
export function buyersTurn(order: Order): BuyersTurn | null {
  const { gaveUp, otp, card } = order.intents;
  if (gaveUp || isParked(order) || heldMinor(order) > 0 || isConcluded(order)) return null;
  if (awaitsBuyer(order)) {
    if (otp?.state === 'prompted' || otp?.state === 'spent')
      return {
        type: 'submitOtp',
        resendAfter: otp.resendAt,
        attemptsLeft: otp.state === 'spent' ? 0 : otpTriesLeft(order),
        ...(otp.enterAt && { submitAfter: otp.enterAt }),
      };
    // Nobody is sent to pay before the order has been seen and compared: the page's own answer does not show it.
    const link = order.facts.statuses.length > 0 ? buyersLink(order) : null;
    return link && link !== 'elsewhere' ? { type: 'redirect', url: link.url } : null;
  }
  const isFree = isRegistered(order) && !isHosted(order) && !card && !openCall(order);
  const left = attemptsLeft(order);
  return isFree && left !== 0 ? { type: 'pay', attemptsLeft: left } : null;
}
