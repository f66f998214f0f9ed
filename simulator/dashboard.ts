import { z } from 'zod';
import { authorise, take } from './bank';
import type { Order } from './model';
import { addPayment } from './orders';
import { Refusal } from './refusals';
import type { World } from './world';

/** An order that somebody made in the gateway's dashboard, under a reference that the merchant may want to use. */
export const dashboardOrderSchema = z.strictObject({
  reference: z.string().regex(/^[\w-]{1,50}$/),
  amountMinor: z.int().min(100),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  preAuth: z.boolean().default(true),
  /** How far its payment has come; without `preAuth` it is taken at once. */
  payment: z.enum(['PENDING', 'AUTHORIZED', 'PROCESSED']).optional(),
});
export type DashboardOrder = z.output<typeof dashboardOrderSchema>;
export type DashboardOrderInput = z.input<typeof dashboardOrderSchema>;

const CARD = {
  name: 'Kevin Bob',
  card_number: '5200000000001096',
  cvv: '123',
  expiry_month: '12',
  expiry_year: '2099',
};

/** Makes the order, and the payment of somebody else that it has. */
export function placeInDashboard(world: World, { reference, amountMinor, currency, preAuth, payment }: DashboardOrder) {
  if (world.idByReference(reference) !== undefined) throw new Refusal('DUPLICATE_REQUEST');
  const nowMs = world.clock.now();
  const placed = world.put({
    id: world.newId(),
    reference,
    type: 'CHARGE',
    status: 'CREATED',
    amountMinor,
    ...(currency !== undefined && { currency }),
    preAuth,
    integrationMode: 'SEAMLESS',
    echo: {},
    token: world.newToken(),
    payments: [],
    refundIds: [],
    retriesRemaining: world.settings.paymentRetries,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
  return payment === undefined ? placed : payInDashboard(world, placed, payment);
}

function payInDashboard(world: World, placed: Order, until: NonNullable<DashboardOrder['payment']>): Order {
  const { order } = addPayment(world, placed, { amountMinor: placed.amountMinor, card: CARD });
  const [paid] = order.payments;
  if (!paid || until === 'PENDING') return order;
  const authorised = authorise(world, order, paid, 'dashboard');
  const [hold] = authorised.payments;
  if (!hold || until === 'AUTHORIZED' || !order.preAuth) return authorised;
  return take(world, authorised, hold, { reference: 'dashboard', amountMinor: hold.amountMinor, cause: 'dashboard' });
}
