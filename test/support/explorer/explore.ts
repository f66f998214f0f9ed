import { LONG_AGO_MS } from './clock';
import type { Core } from './core';
import { createKnownOrders } from './known-orders';
import { movesOf } from './moves';
import { Broken, checkFinish, checkMoment, parkedAs } from './promises';
import { storyOf } from './story';
import { firstWorld, worldKey } from './world';
import type { Game, Setup, World } from './world';

export interface Explored {
  readonly setup: Setup;
  readonly states: number;
  readonly moves: number;
  /** Orders that stand differently: so often the core was asked in earnest. */
  readonly orders: number;
  readonly finished: number;
  readonly parked: number;
  /** Time of one core, however busy the machine is. */
  readonly cpuMs: number;
  /** The shortest story that breaks a promise. */
  readonly story: string | null;
}

/** Every state of the graph: how it was reached, and where calm leads. */
interface Graph {
  /** By state: the one it was reached from, and by which move. */
  readonly parents: number[];
  readonly choices: number[];
  readonly calm: number[];
  readonly stands: ('finished' | ReturnType<typeof parkedAs>)[];
}

const cpuMsSince = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};

export const summaryOf = ({ setup, states, moves, orders, finished, parked, cpuMs }: Explored): string =>
  [
    `${setup.name}: ${states.toLocaleString('en')} states, ${moves.toLocaleString('en')} moves,`,
    `${orders.toLocaleString('en')} different orders; ${finished.toLocaleString('en')} finished,`,
    `${parked.toLocaleString('en')} parked; ${(cpuMs / 1_000).toFixed(1)} s`,
  ].join(' ');

/**
 * Goes through every interleaving that the setup allows, breadth first: what is found is found by the shortest way. After
 * `mostStates` it gives up.
 */
export function explore(setup: Setup, core: Core, mostStates = Infinity): Explored {
  const since = process.cpuUsage();
  const game: Game = { setup, core, orders: createKnownOrders(core, true, LONG_AGO_MS), longAgoMs: LONG_AGO_MS };
  const search = new Search(game);
  const story = search.run(mostStates);
  const { states, moves, finished, parked } = search;
  return {
    setup,
    states,
    moves,
    orders: game.orders.size,
    finished,
    parked,
    cpuMs: cpuMsSince(since),
    story,
  };
}

class Search {
  moves = 0;
  finished = 0;
  parked = 0;
  private readonly ids = new Map<string, number>();
  private readonly graph: Graph = { parents: [], choices: [], calm: [], stands: [] };
  private frontier: World[] = [];
  private frontierIds: number[] = [];

  constructor(private readonly game: Game) {}

  get states(): number {
    return this.ids.size;
  }

  run(mostStates: number): string | null {
    try {
      this.reach(firstWorld(this.game), -1, 0);
      while (this.frontier.length > 0 && this.states < mostStates) this.nextLayer();
      return this.frontier.length > 0 ? null : this.livelock();
    } catch (error) {
      if (!(error instanceof Untold)) throw error;
      return storyOf(this.game, this.wayTo(error.from), error.promise);
    }
  }

  private nextLayer(): void {
    const [worlds, ids] = [this.frontier, this.frontierIds];
    this.frontier = [];
    this.frontierIds = [];
    for (const [index, world] of worlds.entries()) this.expand(world, ids[index] ?? 0);
  }

  private expand(world: World, id: number): void {
    const moves = this.telling([id], () => movesOf(this.game, world));
    for (const [choice, { to }] of moves.entries()) {
      const next = this.telling([id, choice], to);
      const nextId = next === world ? id : this.reach(next, id, choice);
      if (choice === 0) this.graph.calm[id] = nextId;
      this.moves += 1;
    }
    if (moves.length === 0) {
      this.telling([id], () => checkFinish(this.game, world));
      this.graph.calm[id] = id;
      this.graph.stands[id] = 'finished';
      this.finished += 1;
    }
  }

  private reach(world: World, from: number, choice: number): number {
    const key = worldKey(this.game, world);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.ids.size;
    this.ids.set(key, id);
    this.graph.parents.push(from);
    this.graph.choices.push(choice);
    this.graph.calm.push(-1);
    const parked = parkedAs(this.game, world);
    this.graph.stands.push(parked);
    if (parked !== 'no') this.parked += 1;
    this.telling([id], () => checkMoment(this.game, world));
    this.frontier.push(world);
    this.frontierIds.push(id);
    return id;
  }

  /** A promise that breaks is a story about this state, and the move out of it. */
  private telling<T>(from: readonly [number, number?], doing: () => T): T {
    try {
      return doing();
    } catch (error) {
      throw error instanceof Broken ? new Untold(from, error.message) : error;
    }
  }

  private wayTo([id, choice]: readonly [number, number?]): number[] {
    const way = choice === undefined ? [] : [choice];
    for (let at = id; at > 0; at = this.graph.parents[at] ?? 0) way.unshift(this.graph.choices[at] ?? 0);
    return way;
  }

  /** Calm leads from each state to the end or to a person: it is followed until it goes in a circle, or where it was before. */
  private livelock(): string | null {
    const { calm } = this.graph;
    const seenIn = new Int32Array(calm.length).fill(-1);
    for (let start = 0; start < calm.length; start += 1) {
      let at = start;
      while (seenIn[at] === -1) {
        seenIn[at] = start;
        at = calm[at] ?? at;
      }
      const wrong = seenIn[at] === start ? this.wrongIn(at) : null;
      if (wrong) return storyOf(this.game, this.wayTo([at]), wrong);
    }
    return null;
  }

  /** What is wrong with the circle through this state. */
  private wrongIn(start: number): string | null {
    const { calm, stands } = this.graph;
    let at = start;
    do {
      if (stands[at] === 'no') return 'Nothing ends any more, although nothing goes wrong any more';
      if (stands[at] === 'falsely') return 'It waits for a person for ever, for a reason that is not true';
      at = calm[at] ?? start;
    } while (at !== start);
    return null;
  }
}

class Untold extends Error {
  constructor(
    readonly from: readonly [number, number?],
    readonly promise: string,
  ) {
    super(promise);
  }
}
