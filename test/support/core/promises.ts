import { ledgerOf } from '../../../workflows/domain/ledger';
import type { GatewayRequest } from './abstract-gateway';
import { mayAuthorise } from './happenings';
import { EARLY } from './wire';
import type { World } from './world';

/** What must be true of an order and its money, judged by the gateway's own books. */

/** At each moment. */
export function checkMoney(world: World): void {
  const { gateway, order } = world;
  const [captured = 0] = gateway.captured;
  if (gateway.captured.length > 1) world.fail('Money was captured twice');
  if (captured > 0 && captured !== order.intents.decision?.amountMinor)
    world.fail('Another amount was captured than decided');
  if (ledgerOf(order.facts).capturedMinor > captured) world.fail('We book more than the gateway captured');
}

/** Before a request is sent. */
export function checkSending(world: World, { kind, reference }: GatewayRequest): void {
  if (reference === EARLY) return;
  const travels = world.gateway.travelling.some(({ request }) => request.kind === kind && request.reference !== EARLY);
  if (travels && kind !== 'createOrder') world.fail(`A second ${kind} was sent while the first may still happen`);
  const { captured, payments } = world.gateway;
  if (kind === 'capture' && captured.length > 0) world.fail('A capture was sent again after it had happened');
  if (kind === 'createPayment' && payments.some((payment) => payment.reference === reference))
    world.fail('A payment was sent again after it had happened');
  if (kind === 'capture' && world.sent.cancel > 0) world.fail('A capture was sent after a release');
  if (kind === 'cancel' && world.sent.capture > 0) world.fail('A release was sent after a capture');
  if (kind === 'capture' && world.sent.capture > 1) world.fail('A capture was sent more than twice');
  if (kind === 'cancel' && world.accepted.capture) world.fail('A capture was accepted and the hold released');
  if (kind === 'capture' && world.accepted.release) world.fail('A cancellation was accepted and the hold captured');
}

/** When the core says that it is over. */
export function checkFinish(world: World): void {
  const { gateway, order } = world;
  // A cancel that is still travelling can only do what is wanted, and a capture only something where money can be held.
  const mayHold = gateway.payments.some(
    ({ status, wasHeld }) => status === 'AUTHORIZED' || status === 'PENDING' || (status === 'FAILED' && !wasHeld),
  );
  const potent = gateway.travelling.find(
    ({ request: { kind } }) => kind === 'createPayment' || (kind === 'capture' && mayHold),
  );
  if (potent) world.fail(`Finished while a ${potent.request.kind} may still happen`);
  if (gateway.heldMinor > 0) world.fail('Finished while money is on hold');
  if (gateway.payments.some((payment) => mayAuthorise(payment, gateway.nowMs)))
    world.fail('Finished while a payment may still be authorised');
  if (ledgerOf(order.facts).capturedMinor !== (gateway.captured[0] ?? 0))
    world.fail('Finished with another captured amount than the gateway');
  if (order.intents.deliveredAt && wasHeld(world) && gateway.captured.length === 0 && !isReleaseWished(world))
    world.fail('Delivered, not captured, and finished without a word');
}

const wasHeld = ({ gateway }: World): boolean => gateway.payments.some((payment) => payment.wasHeld);

/** Somebody cancelled all the same, or the policy releases what nobody asked to capture. */
const isReleaseWished = ({ accepted, plan, order }: World): boolean =>
  accepted.release || (plan.policy.atDeadline === 'release' && order.intents.decision?.why === 'deadline');
