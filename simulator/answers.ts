import { faceOf } from './cards';
import type { Order, Payment } from './model';
import type { Settings } from './settings';
import { updateStamp } from './stamps';

const MERCHANT_ID = '104359';
const CURRENCY = 'INR';

/** What rendering needs to know beside the order. */
export interface View {
  readonly settings: Settings;
  /** Where the buyer's browser reaches the simulator. */
  readonly publicUrl: string;
}

const amount = (valueMinor: number) => ({ value: valueMinor, currency: CURRENCY });

const cardData = ({ card }: Payment) => ({
  card_type: 'CREDIT',
  network_name: card.network,
  issuer_name: card.issuer,
  card_category: 'CONSUMER',
  country_code: card.countryCode,
  token_txn_type: 'ALT_TOKEN',
  last4_digit: card.last4,
  is_native_otp_eligible: card.nativeOtp,
});

function captureData(payment: Payment, { settings }: View): Record<string, unknown> {
  const blocks = payment.captures.map((capture) => ({
    merchant_capture_reference: capture.reference,
    capture_amount: amount(capture.amountMinor),
    created_at: updateStamp(payment.id, capture.createdAtMs, settings),
  }));
  if (blocks.length === 0) return {};
  return { capture_data: settings.captureDataAs === 'object' ? blocks.at(-1) : blocks };
}

const acquirerData = ({ approvalCode, reference, rrn }: NonNullable<Payment['acquirer']>) => ({
  approval_code: approvalCode,
  acquirer_reference: reference,
  rrn,
  is_aggregator: true,
});

const paymentAnswer = (payment: Payment, view: View) => ({
  id: payment.id,
  ...(payment.reference !== undefined && { merchant_payment_reference: payment.reference }),
  status: payment.status,
  payment_amount: amount(payment.amountMinor),
  payment_method: 'CARD',
  payment_option: { card_data: cardData(payment) },
  ...(payment.acquirer && { acquirer_data: acquirerData(payment.acquirer) }),
  ...(payment.error && { error_detail: payment.error }),
  ...captureData(payment, view),
  created_at: updateStamp(payment.id, payment.createdAtMs, view.settings),
  updated_at: updateStamp(payment.id, payment.updatedAtMs, view.settings),
});

/** No page of ours, and of nobody else: the name is reserved for examples. */
const FOREIGN_URL = 'https://pay.example.net';
const linkBase = ({ settings, publicUrl }: View): string => (settings.links === 'own' ? publicUrl : FOREIGN_URL);

export const challengeUrl = (payment: Payment, publicUrl: string): string =>
  `${publicUrl}/web/auth/landing/?token=${encodeURIComponent(payment.challengeToken)}`;

const hostedUrl = (order: Order, publicUrl: string): string =>
  `${publicUrl}/api/v3/checkout-bff/redirect/checkout?token=${encodeURIComponent(order.token)}`;

/** Not documented, and not impossible: the SDK has one type for orders and refunds. */
const refundPayments = ({ id, status, amountMinor, createdAtMs, updatedAtMs }: Order, { settings }: View) =>
  settings.refundShowsPayments
    ? [
        {
          id: `${id}-rf-a`,
          status,
          payment_amount: amount(amountMinor),
          payment_method: 'CARD',
          created_at: updateStamp(id, createdAtMs, settings),
          updated_at: updateStamp(id, updatedAtMs, settings),
        },
      ]
    : [];

/** An order as answers and webhooks show it (docs/gateway.md §12). */
export function orderAnswer(order: Order, view: View) {
  const latest = order.payments.at(-1);
  const { settings } = view;
  return {
    order_id: order.id,
    ...(order.parentId !== undefined && { parent_order_id: order.parentId }),
    merchant_order_reference: order.reference,
    type: order.type,
    status: order.status,
    ...(latest && { challenge_url: challengeUrl(latest, linkBase(view)) }),
    merchant_id: MERCHANT_ID,
    order_amount: { value: order.amountMinor, currency: order.currency ?? CURRENCY },
    ...(order.type === 'CHARGE' && { pre_auth: order.preAuth, part_payment: false }),
    ...order.echo,
    payments:
      order.type === 'REFUND' ? refundPayments(order, view) : order.payments.map((one) => paymentAnswer(one, view)),
    created_at: updateStamp(order.id, order.createdAtMs, settings),
    updated_at: updateStamp(order.id, order.updatedAtMs, settings),
    integration_mode: order.integrationMode,
    ...(order.type === 'CHARGE' && { payment_retries_remaining: order.retriesRemaining }),
  };
}

/** The flat answer of the hosted link; it has no status (docs/gateway.md §1). */
export const hostedLinkAnswer = (order: Order, view: View) => ({
  token: order.token,
  order_id: order.id,
  redirect_url: hostedUrl(order, linkBase(view)),
  response_code: 200,
  response_message: 'Order Creation Successful.',
});

/** What getCardDetails says about one card. */
export function cardDetailsAnswer(identifier: string, isCard: boolean) {
  const face = faceOf(identifier);
  return {
    card_network: face.network,
    card_issuer: face.issuer,
    card_type: 'CREDIT',
    card_category: 'CONSUMER',
    is_international_card: face.international,
    is_native_otp_supported: isCard && face.nativeOtp,
    country_code: face.countryCode,
    currency: CURRENCY,
    is_currency_supported: true,
  };
}
