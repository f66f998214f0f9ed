import { captureReference } from '../../../workflows/domain/references';
import type { Step } from '../../../workflows/domain/next-step';
import { DAY_MS, isReached, msBetween } from '../../../workflows/domain/time';
import type { GatewayRequest } from './abstract-gateway';
import { happen } from './happenings';
import { checkFinish, checkMoney, checkSending } from './promises';
import { EARLY, inquire, inspectCard, requestOtp, send, submitOtp } from './wire';
import { REAL_CORE, World } from './world';
import type { Core, Plan } from './world';
import { TERMS } from './words';

/** More than the longest chain of steps that follow from each other at once. */
const MAX_STEPS_AT_A_STRETCH = 12;
const MAX_STEPS = 3_000;
/** After so long everything has to be finished or parked. */
const LONG_MS = 30 * DAY_MS;

type Ending = 'finished' | 'parked';

/** Drives the core as the workflow does, through all forks of the plan and then in calm to the end. Throws `Broken`. */
export function walk(plan: Plan, core: Core = REAL_CORE): Ending {
  const world = new World(plan, core);
  let stretch = 0;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const step = core.nextStep(world.order, world.now);
    if (step.kind === 'finish') {
      checkFinish(world);
      return 'finished';
    }
    stretch = step.kind === 'await' ? 0 : stretch + 1;
    if (stretch > MAX_STEPS_AT_A_STRETCH) world.fail('The core acts without end and never waits');
    if (step.kind !== 'await') world.tell(`step ${JSON.stringify(step)}`);
    world.order = core.begin(world.order, step, world.now);
    if (step.kind === 'await') {
      const ending = wait(world, step.until);
      if (ending) return ending;
    } else take(world, step);
    checkMoney(world);
  }
  return world.fail('It takes more steps than anything should');
}

function wait(world: World, until: string | null): Ending | null {
  const parked = world.order.intents.attention !== null;
  if (until !== null && isReached(until, world.now)) world.fail(`The core waits for ${until}, which is past`);
  if (until === null && !parked) world.fail('The core waits for nothing');
  if (world.isCalm) {
    if (parked && (until === null || world.gateway.nowMs > LONG_MS)) return 'parked';
    if (world.gateway.nowMs > LONG_MS) world.fail('Neither finished nor parked after a long time');
  }
  const waitMs = until === null ? DAY_MS : msBetween(world.now, until);
  if (world.pick('time', 'happening', 'happening', 'happening') === 'happening') happen(world, waitMs);
  else world.pass(waitMs);
  return null;
}

function take(world: World, step: Step): void {
  switch (step.kind) {
    case 'register':
      return request(world, { kind: 'createOrder', reference: TERMS.reference, amountMinor: TERMS.amountMinor });
    case 'pay':
      return request(world, { kind: 'createPayment', reference: step.reference, amountMinor: TERMS.amountMinor });
    case 'capture':
      if (step.reference !== captureReference(TERMS.reference)) world.fail('A capture under another reference');
      return request(world, { kind: 'capture', reference: step.reference, amountMinor: step.decision.amountMinor });
    case 'release':
      return request(world, { kind: 'cancel', reference: step.decision ? '' : EARLY, amountMinor: 0 });
    case 'inquire':
      return inquire(world, step);
    case 'inspectCard':
      return inspectCard(world);
    case 'requestOtp':
      return requestOtp(world);
    case 'submitOtp':
      return submitOtp(world);
    case 'giveUp':
    case 'park':
    case 'unpark':
    case 'await':
    case 'finish':
      return;
  }
}

function request(world: World, sent: GatewayRequest): void {
  checkSending(world, sent);
  send(world, sent);
}
