import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/simulator';

export const NATIVE_OTP_CARD = { number: '4012001037141112', cvv: '065' };
export const REDIRECT_CARD = { number: '5200000000001096', cvv: '123' };
export const OTP = '123456';

interface PaymentBody {
  readonly id: string;
  readonly status: string;
  readonly error_detail: { readonly code: string };
  readonly capture_data: unknown;
}

interface OrderBody {
  readonly order_id: string;
  readonly merchant_order_reference: string;
  readonly status: string;
  readonly challenge_url: string;
  readonly payments: readonly PaymentBody[];
}

/** What an answer may hold: read only what the test has asked for. */
interface Body {
  readonly data: OrderBody;
  readonly code: string | undefined;
  readonly next: readonly string[];
  readonly meta_data: { readonly resend_after: string };
  readonly additional_error_details: { readonly reason: string };
  readonly card_payment_details: readonly [Readonly<Record<string, unknown>>];
  readonly access_token: string;
  readonly redirect_url: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A raw HTTP client with no idea of the product: it sends and shows what came back. */
export class Merchant {
  readonly simulator: Simulator;
  #token = '';
  #requests = 0;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  async call(route: string, body?: unknown, options: { timeoutMs?: number; token?: string } = {}): Promise<Answer> {
    const [method = 'GET', path = ''] = route.split(' ');
    const response = await fetch(`${this.simulator.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.token ?? this.#token}`,
        'request-id': `request-${++this.#requests}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  }

  async logIn(): Promise<Answer> {
    const { clientId, clientSecret } = this.simulator.credentials;
    const request = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' };
    const answer = await this.call('POST /api/auth/v1/token', request);
    this.#token = answer.body.access_token;
    return answer;
  }

  createOrder(reference: string, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.call('POST /api/pay/v1/orders', orderRequest(reference, more));
  }

  pay(orderId: string, reference: string, card = NATIVE_OTP_CARD, valueMinor = 1100): Promise<Answer> {
    return this.call(`POST /api/pay/v1/orders/${orderId}/payments`, paymentRequest(reference, card, valueMinor));
  }

  otp(step: 'generate' | 'submit' | 'resend', paymentId: string, otp?: string | number): Promise<Answer> {
    return this.call(`POST /api/pay/v1/otp/${step}`, { payment_id: paymentId, ...(otp !== undefined && { otp }) });
  }

  get(orderId: string): Promise<Answer> {
    return this.call(`GET /api/pay/v1/orders/${orderId}`);
  }

  capture(orderId: string, reference: string, valueMinor?: number, timeoutMs?: number): Promise<Answer> {
    const amount = valueMinor === undefined ? {} : { capture_amount: { value: valueMinor, currency: 'INR' } };
    const body = { merchant_capture_reference: reference, ...amount };
    return this.call(`PUT /api/pay/v1/orders/${orderId}/capture`, body, timeoutMs === undefined ? {} : { timeoutMs });
  }

  cancel(orderId: string): Promise<Answer> {
    return this.call(`PUT /api/pay/v1/orders/${orderId}/cancel`);
  }

  refund(orderId: string, reference: string, valueMinor: number): Promise<Answer> {
    const order_amount = { value: valueMinor, currency: 'INR' };
    return this.call(`POST /api/pay/v1/refunds/${orderId}`, { merchant_order_reference: reference, order_amount });
  }

  /** An order with a payment that awaits its OTP or its page. */
  async pending(reference: string, card = NATIVE_OTP_CARD): Promise<{ orderId: string; paymentId: string }> {
    const orderId = (await this.createOrder(reference)).body.data.order_id;
    const paid = await this.pay(orderId, `${reference}-p1`, card);
    return { orderId, paymentId: paid.body.data.payments[0]?.id ?? '' };
  }

  /** An order of 1100 whose money is held. */
  async held(reference: string): Promise<{ orderId: string; paymentId: string }> {
    const ids = await this.pending(reference);
    await this.otp('generate', ids.paymentId);
    await this.otp('submit', ids.paymentId, OTP);
    return ids;
  }

  /** authorised, captured, released, refunded, held. */
  money(reference: string): readonly number[] {
    const { authorised, captured, released, refunded, held } = this.simulator.control.ledgerOf(reference);
    return [authorised, captured, released, refunded, held];
  }
}

export const orderRequest = (reference: string, more: Record<string, unknown> = {}) => ({
  merchant_order_reference: reference,
  order_amount: { value: 1100, currency: 'INR' },
  pre_auth: true,
  callback_url: 'http://merchant.test/back',
  ...more,
});

export const paymentRequest = (reference: string, card = NATIVE_OTP_CARD, valueMinor = 1100) => ({
  payments: [
    {
      merchant_payment_reference: reference,
      payment_method: 'CARD',
      payment_amount: { value: valueMinor, currency: 'INR' },
      payment_option: {
        card_details: {
          name: 'Kevin Bob',
          card_number: card.number,
          cvv: card.cvv,
          expiry_month: '03',
          expiry_year: '2099',
        },
      },
    },
  ],
});

/** A simulator and a merchant that has logged in. */
export async function merchantOf(options: SimulatorOptions = {}): Promise<Merchant> {
  const merchant = new Merchant(await startSimulator(options));
  await merchant.logIn();
  return merchant;
}

/** The first payment in an answer; fails loudly without one. */
export function firstOf(answer: Answer): PaymentBody {
  const [payment] = answer.body.data.payments;
  if (!payment) throw new Error('the answer has no payment');
  return payment;
}

/** Waits for a condition, and fails when it does not come true in time. */
export async function until(condition: () => boolean): Promise<void> {
  const endMs = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > endMs) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
