import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from './clock';
import { EVENTS, without, type EventType, type Order } from './model';
import { RuleBook } from './rules';
import type { Settings } from './settings';
import { webhookSignature } from './signatures';

const MESSAGES_KEPT = 20_000;

const webhookActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lose') }),
  /** Sent `copies` times in all, each under the same `webhook-id`. */
  z.strictObject({ kind: z.literal('duplicate'), copies: z.int().min(2).default(2) }),
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0) }),
  /** Sent only after the next webhook of the same order. */
  z.strictObject({ kind: z.literal('reorder') }),
  /** Signed with a key that is not ours, and claiming that the order was captured. */
  z.strictObject({ kind: z.literal('forge') }),
]);
export type WebhookAction = z.output<typeof webhookActionSchema>;

export const webhookRuleSchema = z.strictObject({
  event: z.enum(EVENTS).optional(),
  reference: z.string().optional(),
  orderId: z.string().optional(),
  times: z.int().min(1).optional(),
  skip: z.int().min(0).optional(),
  chance: z.number().min(0).max(1).optional(),
  action: webhookActionSchema,
});
export type WebhookRule = z.output<typeof webhookRuleSchema>;

/** One HTTP request to the merchant. */
export interface WebhookDelivery {
  readonly headers: Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature' | 'content-type', string>>;
  readonly rawBody: string;
}

/** Delivers and says the HTTP status. Rejects when there was no answer. */
export type Deliver = (delivery: WebhookDelivery) => Promise<number>;

interface Message {
  readonly id: string;
  readonly event: EventType;
  readonly orderId: string;
  readonly reference: string;
  readonly rawBody: string;
  readonly secret: string;
  readonly attempts: { readonly at: string; readonly status: number | null }[];
}

/** A message as the control API shows it. */
export type SentWebhook = Omit<Message, 'rawBody' | 'secret'>;

interface WebhookParts {
  readonly clock: Clock;
  /** Nothing: webhooks are only listed. */
  readonly deliver: Deliver | null;
  readonly secret: string;
  readonly settings: () => Settings;
  /** The order as the body shows it. */
  readonly dataOf: (order: Order) => Record<string, unknown>;
  /** Draws what goes wrong where no rule says so. */
  readonly draw: (event: EventType, reference: string) => WebhookAction | undefined;
}

/** Sends signed webhooks: up to three attempts, five seconds apart, then no more (docs/gateway.md §5). */
export class WebhookSender {
  readonly rules = new RuleBook<WebhookRule>();
  #messages: Message[] = [];
  #heldBack: Message[] = [];
  readonly #parts: WebhookParts;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  /** Tells the merchant, as the rules allow. Returns at once; the sending starts after the call's own answer. */
  announce(event: EventType, order: Order): void {
    const rule = this.rules.take(
      (candidate) =>
        (candidate.event === undefined || candidate.event === event) &&
        (candidate.reference === undefined || candidate.reference === order.reference) &&
        (candidate.orderId === undefined || candidate.orderId === order.id),
    );
    const action = rule?.action ?? this.#parts.draw(event, order.reference);
    const message = this.#message(event, order, action?.kind === 'forge');
    const overtaken = this.#heldBack.filter((held) => held.orderId === order.id);
    this.#heldBack = this.#heldBack.filter((held) => held.orderId !== order.id);
    this.#dispatch(message, action);
    for (const late of overtaken) this.#start(late, 0);
  }

  /** Sends every webhook of an order again, under the ids they had. */
  resend(orderId: string): number {
    const messages = this.#messages.filter((message) => message.orderId === orderId);
    for (const message of messages) this.#start(message, 0);
    return messages.length;
  }

  /** Sends once, signed like the others, whatever somebody makes up; says the HTTP status, null where there was no answer. */
  async sendForged(event: string, data: unknown): Promise<number | null> {
    const { deliver, secret } = this.#parts;
    const rawBody = JSON.stringify({ event_type: event, data });
    return deliver ? this.#deliver({ id: `msg_${randomUUID()}`, rawBody, secret }, deliver) : null;
  }

  list(): SentWebhook[] {
    return this.#messages.map((message) => without(message, 'rawBody', 'secret'));
  }

  clear(): void {
    this.#messages = [];
    this.#heldBack = [];
    this.rules.replace([]);
  }

  #message(event: EventType, order: Order, forged: boolean): Message {
    const data = this.#parts.dataOf(order);
    const message = {
      id: `msg_${randomUUID()}`,
      event,
      orderId: order.id,
      reference: order.reference,
      rawBody: JSON.stringify({ event_type: event, data: forged ? { ...data, status: 'PROCESSED' } : data }),
      secret: forged ? 'a key of somebody else' : this.#parts.secret,
      attempts: [],
    };
    this.#messages.push(message);
    if (this.#messages.length > MESSAGES_KEPT) this.#messages.shift();
    return message;
  }

  #dispatch(message: Message, action: WebhookAction | undefined): void {
    switch (action?.kind) {
      case 'lose':
        return;
      case 'reorder':
        this.#heldBack.push(message);
        return;
      case 'delay':
        return this.#start(message, action.ms);
      case 'duplicate':
        for (let copy = 0; copy < action.copies; copy++) this.#start(message, 0);
        return;
      case 'forge':
      case undefined:
        return this.#start(message, 0);
    }
  }

  #start(message: Message, delayMs: number): void {
    const send = (): void => void this.#attempt(message, 1);
    if (delayMs === 0) setImmediate(send);
    else this.#parts.clock.after(delayMs, send);
  }

  async #attempt(message: Message, ordinal: number): Promise<void> {
    const { clock, deliver, settings } = this.#parts;
    if (!deliver) return;
    const status = await this.#deliver(message, deliver);
    message.attempts.push({ at: new Date(clock.now()).toISOString(), status });
    if (status !== null && status >= 200 && status < 300) return;
    if (ordinal < settings().webhookAttempts) {
      clock.after(settings().webhookPauseMs, () => void this.#attempt(message, ordinal + 1));
    }
  }

  #deliver(
    { id, rawBody, secret }: Pick<Message, 'id' | 'rawBody' | 'secret'>,
    deliver: Deliver,
  ): Promise<number | null> {
    const timestampS = Math.floor(this.#parts.clock.now() / 1000);
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': webhookSignature(secret, id, timestampS, rawBody),
      'content-type': 'application/json',
    };
    return deliver({ headers, rawBody }).catch(() => null);
  }
}

/** Delivery over HTTP; an answer must come within ten seconds. */
export const httpDelivery =
  (url: string): Deliver =>
  async ({ headers, rawBody }) => {
    const response = await fetch(url, { method: 'POST', headers, body: rawBody, signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    return response.status;
  };
