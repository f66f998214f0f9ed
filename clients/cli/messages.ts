import type { z } from 'zod';
import type { Answer, CallOptions } from '../orders';
import * as schemas from '../request-schemas';
import type { BodyCommand, Flag } from './body-command';
import type { Desk } from './ports';

/** Something said to an order that needs no secret. */
export interface Message<Body extends z.ZodType = z.ZodType> extends BodyCommand<Body> {
  send(orders: Desk['orders'], reference: string, body: z.output<Body>, options: CallOptions): Promise<Answer>;
}

const message = <Body extends z.ZodType>(row: Message<Body>): Message => row;

export const REASON: Flag = ['--reason <text>', 'why, for whoever reads the timeline', 'required'];
export const ACTOR: Flag = ['--actor <name>', 'who decided it', 'required'];

export const MESSAGES: readonly Message[] = [
  message({
    name: 'resend',
    summary: 'Have the bank send the one-time password again',
    flags: [],
    body: schemas.noRequest,
    send: (orders, reference, _body, options) => orders.resendOtp(reference, options),
  }),
  message({
    name: 'deliver',
    summary: 'Confirm the delivery',
    flags: [],
    body: schemas.noRequest,
    send: (orders, reference, _body, options) => orders.confirmDelivery(reference, options),
  }),
  message({
    name: 'capture',
    summary: 'Capture the hold, or once a part of it',
    flags: [['--amount <rupees>', 'such as 450.00; without it all that is held']],
    body: schemas.captureRequest,
    send: (orders, reference, body, options) => orders.capture(reference, body ?? {}, options),
  }),
  message({
    name: 'cancel',
    summary: 'Let the hold go, or give up the order before there is one',
    flags: [REASON],
    body: schemas.cancelRequest,
    send: (orders, reference, body, options) => orders.cancel(reference, body, options),
  }),
  message({
    name: 'extend',
    summary: 'Move the business deadline, never past the hold window',
    flags: [['--decide-by <when>', 'an instant, or a duration after the authorisation such as "4 days"', 'required']],
    body: schemas.extendRequest,
    send: (orders, reference, body, options) => orders.extend(reference, body, options),
  }),
  message({
    name: 'recheck',
    summary: 'Ask the gateway now',
    flags: [ACTOR, REASON],
    body: schemas.recheckRequest,
    send: (orders, reference, body, options) => orders.recheck(reference, body, options),
  }),
  message({
    name: 'resolve',
    summary: 'Settle an order that waits for a person',
    flags: [
      ['--as <outcome>', 'captured, released or declined', 'required'],
      ACTOR,
      REASON,
      ['--force', 'also against what ledger and gateway say; it is recorded'],
    ],
    body: schemas.resolveRequest,
    send: (orders, reference, body, options) => orders.resolve(reference, body, options),
  }),
  message({
    name: 'revive',
    summary: 'Have an order go on whose workflow ended before it was settled',
    flags: [
      ACTOR,
      REASON,
      ['--amount <rupees>', 'of the order, where nothing of it can be read any more'],
      ['--checkout <kind>', 'seamless or hosted, likewise'],
    ],
    body: schemas.reviveRequest,
    send: (orders, reference, body, options) => orders.revive(reference, body, options),
  }),
];
