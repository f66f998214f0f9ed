import type { OrderView } from '../../../workflows/contract/order';
import { openPage, submitPage } from '../../support/pages';
import { eventually } from '../../support/eventually';
import { OTP_CARD, REDIRECT_CARD, RIGHT_OTP } from '../../support/gateway';
import { AMOUNT } from '../../support/orders';
import type { Reply } from '../../support/system';
import type { Fleet } from './fleet';

const PATIENCE_MS = 90_000;

/** Brings orders to where a test wants them, through whatever is killed meanwhile. */
export class Shop {
  #keys = 0;
  constructor(
    readonly fleet: Fleet,
    readonly prefix: string,
  ) {}

  async place(reference: string, more: { checkout?: 'seamless' | 'hosted'; withCard?: boolean } = {}): Promise<void> {
    const { checkout = 'seamless', withCard = checkout === 'seamless' } = more;
    const card = withCard ? { cardRef: await this.card() } : {};
    await this.fleet.insist(
      { route: '/v1/orders', body: { reference, amount: AMOUNT, checkout, ...card } },
      PATIENCE_MS,
    );
  }

  /** With an OTP on its way to the buyer; or one that the gateway would send again by now. */
  async placeAwaitingOtp(reference: string, which: 'any' | 'that may be sent again' = 'any'): Promise<void> {
    await this.place(reference);
    await this.until(reference, ({ nextAction }) => {
      if (nextAction?.type !== 'submitOtp') return false;
      const { resendAfter } = nextAction;
      return which === 'any' || (resendAfter !== null && Date.parse(resendAfter) < Date.now());
    });
  }

  async placeHeld(reference: string): Promise<void> {
    await this.place(reference);
    await this.untilHeld(reference);
  }

  async placeCaptured(reference: string): Promise<void> {
    await this.placeHeld(reference);
    await this.say(reference, 'delivery');
    await this.until(reference, ({ state }) => state === 'captured');
  }

  async card(): Promise<string> {
    const reply = await this.fleet.insist<{ cardRef: string }>({ route: '/v1/cards', body: OTP_CARD }, PATIENCE_MS);
    return reply?.body.cardRef ?? '';
  }

  say(reference: string, what: string, body?: object): Promise<Reply<OrderView> | null> {
    const key = `${this.prefix}-${(this.#keys += 1)}`;
    return this.fleet.insist({ route: `/v1/orders/${reference}/${what}`, key, ...(body && { body }) }, PATIENCE_MS);
  }

  /** Whatever the buyer has to do, until money is on hold or was. */
  async untilHeld(reference: string): Promise<void> {
    await eventually(
      async () => {
        const view = await this.look(reference);
        const action = view?.nextAction;
        if (action?.type === 'submitOtp') await this.say(reference, 'otp', { otp: RIGHT_OTP });
        if (action?.type === 'redirect') await pay(action.url);
        return view;
      },
      (view) => (view?.ledger.authorised.value ?? 0) > 0,
      PATIENCE_MS,
    );
  }

  until(reference: string, matches: (view: OrderView) => boolean): Promise<OrderView | null> {
    return eventually(
      () => this.look(reference),
      (view) => view !== null && matches(view),
      PATIENCE_MS,
    );
  }

  async look(reference: string): Promise<OrderView | null> {
    const reply = await this.fleet.ask<OrderView>({ method: 'GET', route: `/v1/orders/${reference}` });
    return reply?.status === 200 ? reply.body : null;
  }
}

/** The buyer on the gateway's pages, from the card to the bank's confirmation. */
async function pay(url: string): Promise<void> {
  let page = await openPage(url);
  const { number, expiryMonth, expiryYear, cvv } = REDIRECT_CARD;
  const card = { card_number: number, name: 'Kevin Bob', expiry_month: expiryMonth, expiry_year: expiryYear, cvv };
  if (page.html.includes('name="card_number"')) page = await submitPage(page, { ...card, answer: 'pay' });
  if (page.html.includes('name="otp"')) page = await submitPage(page, { otp: RIGHT_OTP, answer: 'confirm' });
  if (page.action.includes('/v1/callbacks/')) await submitPage(page, {}, 'manual');
}
