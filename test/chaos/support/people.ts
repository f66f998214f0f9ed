import { setTimeout as pause } from 'node:timers/promises';
import type { TrackedOrder } from '../../../clients/orders';
import { openPage, submitPage } from '../../support/pages';
import type { Page } from '../../support/pages';
import { RIGHT_OTP } from '../../support/gateway';
import type { Reply } from '../../support/system';
import type { Asked, RequestKind, Requested } from './auditor';
import type { RefundAsked } from './refund-auditor';
import type { ApiRequest, Fleet } from './fleet';
import type { CardOfPlan, OnPage, Plan } from './plans';
import { takeReference } from './taken';

/** What one order's people did, and how often two answers to the same request differed. */
export interface Lived {
  readonly asked: Asked;
  readonly disagreements: readonly string[];
  /** The status that placing the order was answered with; null: no definite one in time. */
  readonly placed: number | null;
}

type OtpAction = Extract<TrackedOrder['nextAction'], { type: 'submitOtp' }>;

const LOOK_EVERY_MS = 300;
/** A buyer who has done what a page wanted does not open it again at once. */
const AWAY_MS = 1_500;
const BUYER_PATIENCE_MS = 40_000;
const HAS_MONEY: readonly string[] = ['held', 'capturing', 'captured', 'releasing'];
const IS_OVER: readonly string[] = ['released', 'declined', 'abandoned', 'expired'];

/** Lives one order as its plan says: buyer, order system, and their repeats, through both APIs. */
export async function live(fleet: Fleet, plan: Plan): Promise<Lived> {
  const people = new People(fleet, plan);
  if (plan.taken) await takeReference(fleet, { ...plan, taken: plan.taken });
  await people.place();
  // Under a used reference nobody says anything before it is known.
  if (plan.isEager && !plan.taken) await people.speak();
  const paid = await people.buy();
  await pause(plan.waitsMs);
  if (paid && !plan.isEager) await people.speak();
  if (paid) await people.askBack();
  return people.lived();
}

const answerOf = (reply: Reply<unknown> | null): Requested['answer'] =>
  reply === null ? 'perhaps' : reply.status === 200 ? 'accepted' : 'refused';

class People {
  readonly #fleet: Fleet;
  readonly #plan: Plan;
  readonly #route: string;
  readonly #cards: CardOfPlan[];
  readonly #otps: string[];
  readonly #onPages: OnPage[];
  readonly #requests: Requested[] = [];
  readonly #refunds: RefundAsked[] = [];
  readonly #disagreements: string[] = [];
  #wantsOtpResent: boolean;
  #keys = 0;
  #placed: number | null = null;

  constructor(fleet: Fleet, plan: Plan) {
    this.#fleet = fleet;
    this.#plan = plan;
    this.#route = `/v1/orders/${plan.reference}`;
    this.#cards = [...plan.cards];
    this.#otps = [...plan.otps];
    this.#onPages = [...plan.onPages];
    this.#wantsOtpResent = plan.hasOtpResent;
  }

  lived(): Lived {
    const { reference, amountMinor, policy, taken } = this.#plan;
    return {
      asked: { reference, amountMinor, policy, taken, requests: this.#requests, refunds: this.#refunds },
      disagreements: this.#disagreements,
      placed: this.#placed,
    };
  }

  async place(): Promise<void> {
    const { reference, amountMinor, checkout, policy } = this.#plan;
    const cardRef = checkout === 'seamless' ? await this.#cardRef() : undefined;
    const body = {
      reference,
      amount: { value: amountMinor, currency: 'INR' },
      checkout,
      policy,
      ...(cardRef && { cardRef }),
    };
    this.#placed = (await this.#say({ route: '/v1/orders', body }))?.status ?? null;
  }

  /** Until money is on hold, or the buyer has no more cards, OTPs or patience. Says whether it was. */
  async buy(): Promise<boolean> {
    const endMs = Date.now() + BUYER_PATIENCE_MS;
    while (Date.now() < endMs) {
      const view = (await this.#fleet.ask<TrackedOrder>({ method: 'GET', route: this.#route, api: this.#keys }))?.body;
      if (view && HAS_MONEY.includes(view.state)) return true;
      if (view && (IS_OVER.includes(view.state) || view.attention)) return false;
      const goesOn = view?.nextAction ? await this.#act(view.nextAction) : true;
      if (!goesOn) return false;
      await pause(LOOK_EVERY_MS);
    }
    return false;
  }

  /** Says what the order system wants done with the hold. */
  async speak(): Promise<void> {
    const { wish, amountMinor } = this.#plan;
    switch (wish.kind) {
      case 'nothing':
        return;
      case 'captureAll':
        return this.#request('capture', amountMinor, {});
      case 'capturePart':
        return this.#request('capture', wish.amountMinor, { amount: { value: wish.amountMinor, currency: 'INR' } });
      case 'cancel':
        return this.#request('cancel', 0, { reason: 'out of stock' });
      case 'deliver':
        return this.#request('delivery', amountMinor);
      case 'extendThenDeliver':
        await this.#say({ route: `${this.#route}/extend`, body: { decideBy: '1 minute' } });
        return this.#request('delivery', amountMinor);
      case 'captureAndCancel':
        await Promise.all([
          this.#request('capture', amountMinor, {}),
          this.#request('cancel', 0, { reason: 'the buyer changed their mind' }),
        ]);
    }
  }

  /** Asks for money back, all refunds at once; where nothing was captured, or too little, they are refused. */
  async askBack(): Promise<void> {
    const wishes = this.#plan.refunds.map(async (amountMinor, number) => {
      const refundReference = `${this.#plan.reference}-r${number + 1}`;
      const amount = amountMinor === null ? {} : { amount: { value: amountMinor, currency: 'INR' } };
      const body = { refundReference, reason: 'returned', ...amount };
      const reply = await this.#say({ route: `${this.#route}/refunds`, body });
      this.#refunds.push({ reference: refundReference, amountMinor, answer: answerOf(reply) });
    });
    await Promise.all(wishes);
  }

  async #act(action: NonNullable<TrackedOrder['nextAction']>): Promise<boolean> {
    if (action.type === 'pay') {
      if (this.#cards.length === 0) return false;
      await this.#say({ route: `${this.#route}/payments`, body: { cardRef: (await this.#cardRef()) ?? '' } });
      return true;
    }
    if (action.type === 'redirect') {
      const what = this.#onPages.shift();
      if (!what) return false;
      await this.#browse(action.url, what).catch(() => undefined);
      await pause(AWAY_MS);
      return true;
    }
    return this.#authenticate(action);
  }

  async #authenticate({ resendAfter, attemptsLeft }: OtpAction): Promise<boolean> {
    const resend = `${this.#route}/otp/resend`;
    if (this.#wantsOtpResent && resendAfter !== null) {
      // Asked for too soon it is refused, and of several copies perhaps not all of them.
      if (Date.now() < Date.parse(resendAfter) + LOOK_EVERY_MS) return true;
      this.#wantsOtpResent = false;
      await this.#say({ route: resend });
      return true;
    }
    const otp = this.#otps.shift();
    if (otp === undefined) return false;
    if (attemptsLeft === 0) await this.#say({ route: resend });
    else await this.#say({ route: `${this.#route}/otp`, body: { otp } });
    return true;
  }

  async #cardRef(): Promise<string | undefined> {
    const card = this.#cards.shift();
    return (await this.#fleet.insist<{ cardRef: string }>({ route: '/v1/cards', ...(card && { body: card }) }))?.body
      .cardRef;
  }

  /** In the buyer's browser: the gateway's page for the card, the bank's for the OTP, and the way back. */
  async #browse(url: string, what: OnPage): Promise<void> {
    let page = await openPage(url);
    if (page.html.includes('name="card_number"')) page = await this.#enterCard(page, what);
    if (what === 'walkAway') return;
    if (page.html.includes('name="otp"'))
      page = await submitPage(page, { otp: RIGHT_OTP, answer: what === 'cancel' ? 'cancel' : 'confirm' });
    if (what !== 'leave' && page.action.includes('/v1/callbacks/')) await submitPage(page, {}, 'manual');
  }

  #enterCard(page: Page, what: OnPage): Promise<Page> {
    const card = this.#cards.shift();
    if (!card || what === 'cancel') return submitPage(page, { answer: 'cancel' });
    const { number, expiryMonth, expiryYear, cvv } = card;
    const fields = { card_number: number, name: 'Kevin Bob', expiry_month: expiryMonth, expiry_year: expiryYear, cvv };
    return submitPage(page, { ...fields, answer: 'pay' });
  }

  async #request(kind: RequestKind, amountMinor: number, body?: object): Promise<void> {
    const reply = await this.#say({ route: `${this.#route}/${kind}`, ...(body && { body }) });
    this.#requests.push({ kind, amountMinor, answer: answerOf(reply), answeredAt: new Date().toISOString() });
  }

  /** Says it once, or several times at once under one key; then all answers have to be the same. */
  async #say(request: ApiRequest): Promise<Reply<unknown> | null> {
    this.#keys += 1;
    const key = `${this.#plan.reference}-${this.#keys}`;
    const copies = Array.from({ length: this.#plan.copies }, (_, api) => this.#fleet.insist({ ...request, key, api }));
    const replies = (await Promise.all(copies)).filter((reply) => reply !== null);
    // Whoever places an order and finds it placed learns that from the status.
    const statuses = new Set(replies.map(({ status }) => (status === 201 ? 200 : status)));
    if (statuses.size > 1) this.#disagreements.push(`${key} ${request.route}: ${[...statuses].join(' and ')}`);
    return replies[0] ?? null;
  }
}
