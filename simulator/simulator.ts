import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Adversary } from './adversary';
import { orderAnswer } from './answers';
import { authoriseAt } from './bank';
import { realClock, ShiftedClock, type Clock } from './clock';
import { Control } from './control';
import { FileJournal, memoryJournal } from './journal';
import { createServer, type Log } from './server';
import { defaultSettings, type Settings } from './settings';
import { httpDelivery, WebhookSender, type Deliver } from './webhooks';
import { World } from './world';

/** What the merchant and the gateway share. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Hex; signs the return-URL callback. */
  readonly callbackSecret: string;
  /** Its UTF-8 bytes sign the webhooks. */
  readonly webhookSecret: string;
}

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** Where a browser reaches the pages, when that is not where the server listens. */
  readonly publicUrl?: string;
  /** Random ones where left out; the handle tells them. */
  readonly credentials?: Partial<Credentials>;
  /** Where webhooks are posted. Without it and without `deliverWebhook` they are only listed. */
  readonly webhookUrl?: string;
  /** Takes the webhooks inside the process, instead of an HTTP request. */
  readonly deliverWebhook?: Deliver;
  /** A file that lets open orders survive a restart. */
  readonly stateFile?: string;
  /** Time for all stamps and periods: a function (timers stay real), or a whole clock. */
  readonly now?: () => number;
  readonly clock?: Clock;
  readonly settings?: Partial<Settings>;
  readonly log?: Log;
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  readonly credentials: Credentials;
  readonly control: Control;
  readonly app: FastifyInstance;
  /** May be called more than once. */
  close(): Promise<void>;
}

const withRandom = (given: Partial<Credentials>): Credentials => ({
  clientId: randomBytes(8).toString('hex'),
  clientSecret: randomBytes(16).toString('hex'),
  callbackSecret: randomBytes(32).toString('hex'),
  webhookSecret: randomBytes(16).toString('hex'),
  ...given,
});

/** Authorisations that were on their way when the process ended. */
function resumeAuthorisations(world: World): void {
  for (const order of world.orders()) {
    for (const { status, authorisesAtMs } of order.payments) {
      if (status === 'PENDING' && authorisesAtMs !== undefined) authoriseAt(world, order.id, authorisesAtMs);
    }
  }
}

function createWorld(
  options: SimulatorOptions,
  credentials: Credentials,
  settings: Settings,
  address: { url: string },
) {
  const clock = new ShiftedClock(options.clock ?? realClock(options.now));
  const view = {
    settings,
    get publicUrl(): string {
      return options.publicUrl ?? address.url;
    },
  };
  const adversary = new Adversary();
  const webhooks = new WebhookSender({
    clock,
    deliver: options.deliverWebhook ?? (options.webhookUrl === undefined ? null : httpDelivery(options.webhookUrl)),
    secret: credentials.webhookSecret,
    settings: () => settings,
    dataOf: (order) => orderAnswer(order, view),
    draw: (event, reference) => adversary.webhook(event, reference),
  });
  const journal = options.stateFile === undefined ? memoryJournal() : new FileJournal(options.stateFile);
  const world = new World({ clock, journal, settings, tell: (event, order) => webhooks.announce(event, order) });
  const control = new Control({ world, view, webhooks, adversary, initial: options.settings ?? {} });
  return { world, view, control };
}

/** Starts a gateway simulator and listens. Rejects when the port is taken or the state file cannot be read. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const credentials = withRandom(options.credentials ?? {});
  const settings: Settings = { ...defaultSettings(), ...options.settings };
  const address = { url: '' };
  const { world, view, control } = createWorld(options, credentials, settings, address);
  const { callbackSecret } = credentials;
  const app = await createServer({
    world,
    view,
    control,
    credentials,
    callbackSecret,
    log: options.log ?? (() => undefined),
  });
  address.url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  resumeAuthorisations(world);
  const close = async (): Promise<void> => {
    world.clock.stop();
    await app.close();
    world.close();
  };
  let closed: Promise<void> | undefined;
  return {
    url: address.url,
    credentials,
    control,
    app,
    close: () => (closed ??= close()),
  };
}
