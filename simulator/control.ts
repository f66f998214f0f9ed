import { z } from 'zod';
import { orderAnswer, type View } from './answers';
import { perform, type ActName, type ActOptionsInput } from './acts';
import { profileSchema, type Adversary, type AdversaryReport, type ProfileInput } from './adversary';
import { currentOrder } from './bank';
import { CallLog, HeldCalls } from './calls';
import { dashboardOrderSchema, placeInDashboard, type DashboardOrderInput } from './dashboard';
import {
  faultActionOf,
  faultRuleSchema,
  matchesCall,
  type FaultAction,
  type FaultRule,
  type Subject,
} from './fault-rules';
import { claimSchema, forged, type ClaimInput } from './forgery';
import type { Statement } from './ledger';
import type { Operation, Order } from './model';
import { Refusal } from './refusals';
import { Repeats } from './repeats';
import { RuleBook } from './rules';
import { defaultSettings, settingsChangeSchema, shownSettings, type Settings } from './settings';
import { webhookRuleSchema, type SentWebhook, type WebhookSender } from './webhooks';
import type { World } from './world';

export type FaultRuleInput = z.input<typeof faultRuleSchema>;
export type WebhookRuleInput = z.input<typeof webhookRuleSchema>;
type OrderAnswer = ReturnType<typeof orderAnswer>;

/**
 * The lever behind the scenes: what the `/control` routes do, for tests in the same process.
 * Orders are named by their id or by their `merchant_order_reference`. Wrong input throws (ZodError, Refusal).
 */
export class Control {
  readonly faults = new RuleBook<FaultRule>();
  readonly calls = new CallLog();
  readonly held = new HeldCalls();
  readonly repeats = new Repeats();
  readonly #adversary: Adversary;
  readonly #world: World;
  readonly #view: View;
  readonly #webhooks: WebhookSender;
  readonly #initial: Partial<Settings>;

  constructor(parts: {
    world: World;
    view: View;
    webhooks: WebhookSender;
    adversary: Adversary;
    initial: Partial<Settings>;
  }) {
    this.#world = parts.world;
    this.#view = parts.view;
    this.#webhooks = parts.webhooks;
    this.#adversary = parts.adversary;
    this.#initial = parts.initial;
  }

  /** What goes wrong with this call: as a rule says, else as the adversary draws. */
  faultOf(operation: Operation, subject: Subject): FaultAction | undefined {
    const rule = this.faults.take(matchesCall(operation, subject));
    if (rule) return rule.action;
    const drawn = this.#adversary.call(operation, subject.reference);
    return drawn && faultActionOf(drawn);
  }

  /** Has the adversary draw for every call and webhook; `null` ends it. */
  setAdversary(profile: ProfileInput | null): void {
    this.#adversary.follow(profile && profileSchema.parse(profile));
  }

  adversary(): AdversaryReport {
    return this.#adversary.report();
  }

  /** What the adversary did to one order, in sequence. */
  storyOf(reference: string): readonly string[] {
    return this.#adversary.storyOf(reference);
  }

  orders(): OrderAnswer[] {
    this.#bringUpToDate();
    return this.#world.orders().map((order) => orderAnswer(order, this.#view));
  }

  order(name: string): OrderAnswer {
    return orderAnswer(
      this.#world.transact(undefined, () => this.#find(name)),
      this.#view,
    );
  }

  /** @param atEnd also reports every hold that is still alive as a violation. */
  ledger(atEnd = false): Statement[] {
    this.#bringUpToDate();
    return this.#world.ledger.statements(atEnd);
  }

  ledgerOf(reference: string, atEnd = false): Statement {
    if (!this.#world.ledger.has(reference)) throw new Refusal('ORDER_NOT_FOUND');
    this.#bringUpToDate(reference);
    return this.#world.ledger.statement(reference, atEnd);
  }

  /** Replaces all fault rules. `seed` fixes the draws of rules with a `chance`. */
  setFaults(rules: readonly FaultRuleInput[], seed?: number): void {
    this.faults.replace(z.array(faultRuleSchema).parse(rules), seed);
  }

  setWebhookFaults(rules: readonly WebhookRuleInput[], seed?: number): void {
    this.#webhooks.rules.replace(z.array(webhookRuleSchema).parse(rules), seed);
  }

  webhookFaults(): unknown[] {
    return this.#webhooks.rules.list();
  }

  /** Every webhook and its attempts; `status` null stands for no answer. */
  webhooks(): SentWebhook[] {
    return this.#webhooks.list();
  }

  /** Sends the webhooks of an order again, under the same ids; says how many. */
  resendWebhooks(name: string): number {
    return this.#webhooks.resend(this.#world.transact(undefined, () => this.#find(name)).id);
  }

  /** Claims this of an order, with the right signature; says how the merchant answered, null where it did not. */
  forgeWebhook(name: string, input: ClaimInput): Promise<number | null> {
    const claim = claimSchema.parse(input);
    return this.#webhooks.sendForged(claim.event, forged(this.order(name), claim, this.#world.clock.now()));
  }

  /** Sends anything at all, with the right signature. */
  sendWebhook(event: string, data: unknown): Promise<number | null> {
    return this.#webhooks.sendForged(event, data);
  }

  /** Changes some settings; what is not named stays. */
  configure(change: Partial<Settings>): Omit<Settings, 'otp'> {
    Object.assign(this.#world.settings, settingsChangeSchema.parse(change));
    return shownSettings(this.#world.settings);
  }

  act(name: string, act: ActName, options: ActOptionsInput = {}): OrderAnswer {
    const order = this.#world.transact(undefined, () => perform(this.#world, this.#find(name), act, options));
    return orderAnswer(order, this.#view);
  }

  /** Makes an order without a call of the merchant, perhaps with a payment of somebody else. */
  placeInDashboard(order: DashboardOrderInput): OrderAnswer {
    const request = dashboardOrderSchema.parse(order);
    const placed = this.#world.transact(undefined, () => placeInDashboard(this.#world, request));
    return orderAnswer(placed, this.#view);
  }

  /** Lets time pass for timestamps, tokens, OTP cooldowns and holds; waiting timers do not run earlier. */
  advanceClock(byMs: number): string {
    this.#world.shiftClock(z.int().min(0).parse(byMs));
    this.#bringUpToDate();
    return new Date(this.#world.clock.now()).toISOString();
  }

  /** Everything as at the first start: no orders, no ledger, no rules, the settings given at the start. */
  reset(): void {
    this.#world.clock.clear();
    this.#world.clear();
    this.#webhooks.clear();
    this.faults.replace([]);
    this.calls.clear();
    this.repeats.clear();
    this.held.release();
    this.#adversary.follow(null);
    Object.assign(this.#world.settings, defaultSettings(), this.#initial);
  }

  #find(name: string): Order {
    return currentOrder(this.#world, this.#world.idByReference(name) ?? name);
  }

  /** All orders, or those of one reference: a gateway that is asked twice may have made two. */
  #bringUpToDate(reference?: string): void {
    this.#world.transact(undefined, () => {
      for (const order of this.#world.orders())
        if (reference === undefined || order.reference === reference) currentOrder(this.#world, order.id);
    });
  }
}
