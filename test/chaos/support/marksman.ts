import type { SeenCall } from '../../../simulator/calls';
import type { FaultRuleInput } from '../../../simulator/control';
import type { Operation } from '../../../simulator/model';
import { eventually } from '../../support/eventually';
import type { Fleet } from './fleet';
import { WAVES, workflowOf } from './points';
import type { Point } from './points';
import type { Shop } from './shop';

/** Where the calls stand still on the way to each moment. */
const STANDS = {
  /** The activity has begun and its token was refused; all wait for the one login, which stands still. */
  unsent: { kind: 'hold', when: 'before', revoked: true },
  /** The gateway has received the call, and loses it. */
  'before-its-effect': { kind: 'hold', when: 'before' },
  /** The gateway has done it and not answered yet. */
  'after-its-effect': { kind: 'hold', when: 'after' },
  /** The worker has the answer in hand; the server that would record it stands still. */
  'before-its-record': { kind: 'hold', when: 'after' },
  /** The result is in the history, and what follows from it is being done. */
  'after-its-record': { kind: 'hold', when: 'after' },
} as const satisfies Record<string, FaultRuleInput['action']>;
export type Moment = keyof typeof STANDS;
export const MOMENTS = Object.keys(STANDS) as Moment[];

const STANDING_WITHIN_MS = 30_000;

export const referenceOf = (call: Operation, label: string): string => `K-${call}-${label}`;

/** Kills the worker as nobody can catch it, where the monkey does so at random at a moment that is chosen. */
export class Marksman {
  readonly #fleet: Fleet;
  readonly #shop: Shop;
  constructor(fleet: Fleet, shop: Shop) {
    this.#fleet = fleet;
    this.#shop = shop;
  }

  /** Brings all these calls to the moment, and kills once. Gives what their senders still wait for. */
  async killAt(moment: Moment, points: readonly Point[], label: string): Promise<Promise<unknown>[]> {
    const sent = await this.#sendAll(points, label, STANDS[moment]);
    await this.#shots[moment](points, label);
    await this.#letGo();
    return sent;
  }

  /** Whatever stands still goes on, and nothing else will. */
  async #letGo(): Promise<void> {
    await this.#control('POST', 'faults', []);
    await this.#control('POST', 'held/release', {});
  }

  readonly #shots: Readonly<Record<Moment, (points: readonly Point[], label: string) => Promise<void>>> = {
    unsent: async () => {
      const login = { operation: 'token', times: 1, action: { kind: 'hold', when: 'before' } };
      await this.#control('POST', 'faults', [login]);
      await this.#answerAll();
      await this.#untilStanding(1);
      await this.#killWorker();
    },
    'before-its-effect': () => this.#killWorker(),
    'after-its-effect': () => this.#killWorker(),
    'before-its-record': async () => {
      const { temporal } = this.#fleet.system.run().pids;
      process.kill(temporal, 'SIGSTOP');
      try {
        await this.#answerAll();
        await this.#killWorker(() => process.kill(temporal, 'SIGCONT'));
      } finally {
        process.kill(temporal, 'SIGCONT');
      }
    },
    'after-its-record': async (points, label) => {
      const recorded = () =>
        Promise.all(points.map(({ call }) => this.#fleet.resultsOf(workflowOf(call, referenceOf(call, label)))));
      const before = await recorded();
      await this.#answerAll();
      await eventually(recorded, (now) => now.every((results, index) => results > (before[index] ?? 0)));
      await this.#killWorker();
    },
  };

  async #sendAll(points: readonly Point[], label: string, action: FaultRuleInput['action']) {
    const sent: Promise<unknown>[] = [];
    for (const wave of WAVES) {
      const calls = points.filter((point) => point.wave === wave);
      // Each wave is waited for alone: the request about a card names no order, and whoever comes first is held.
      await this.#control(
        'POST',
        'faults',
        calls.map(({ call }) => ({
          operation: call,
          ...(call !== 'getCardDetails' && { reference: referenceOf(call, label) }),
          times: 1,
          action,
        })),
      );
      sent.push(...calls.map(({ call, send }) => send(this.#shop, referenceOf(call, label))));
      await this.#untilStanding(sent.length);
    }
    return sent;
  }

  /** Calls that stand still and whose caller still waits. */
  async #standing(): Promise<SeenCall[]> {
    return (await this.#calls()).filter(({ fault, endedAtMs }) => fault === 'hold' && endedAtMs === null);
  }

  /** All of them at the same time: so many, and no fewer, die of one kill. */
  async #untilStanding(count: number): Promise<void> {
    await eventually(
      () => this.#standing(),
      (standing) => standing.length === count,
      STANDING_WITHIN_MS,
    );
  }

  /** Lets all that stand still be answered, and waits until they are. */
  async #answerAll(): Promise<void> {
    const standing = (await this.#standing()).map(({ requestId }) => requestId);
    await this.#control('POST', 'held/release', {});
    await eventually(
      async () => (await this.#calls()).filter(({ requestId }) => standing.includes(requestId)),
      (calls) => calls.every(({ answered }) => answered),
    );
  }

  async #calls(): Promise<SeenCall[]> {
    return (await this.#control<{ calls: SeenCall[] }>('GET', 'calls')).calls;
  }

  /** Waits until another one is ready. */
  async #killWorker(beforeItIsBack: () => void = () => undefined): Promise<void> {
    const { system } = this.#fleet;
    const { worker } = system.run().pids;
    process.kill(worker, 'SIGKILL');
    beforeItIsBack();
    await eventually(
      () => system.run().pids.worker,
      (now) => now !== worker,
      60_000,
    );
  }

  #control<T = unknown>(method: string, route: string, body?: unknown): Promise<T> {
    return this.#fleet.system.control(method, `/control/${route}`, body);
  }
}
