import { digest } from './key';
import { Broken, WRONG_AT_REST } from './model';
import type { Model, Standing } from './model';
import { storyOf } from './story';

export interface Explored {
  readonly name: string;
  readonly states: number;
  readonly moves: number;
  /** How many different things the core was asked about in earnest. */
  readonly asked: number;
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
  readonly standings: Standing[];
}

export const cpuMsSince = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};

export const summaryOf = ({ name, states, moves, asked, finished, parked, cpuMs }: Explored): string =>
  [
    `${name}: ${states.toLocaleString('en')} states, ${moves.toLocaleString('en')} moves,`,
    `${asked.toLocaleString('en')} different to the core; ${finished.toLocaleString('en')} finished,`,
    `${parked.toLocaleString('en')} parked; ${(cpuMs / 1_000).toFixed(1)} s`,
  ].join(' ');

/**
 * Goes through every interleaving that the model allows, breadth first: what is found is found by the shortest way. After
 * `mostStates` it gives up.
 */
export function explore<World>(model: Model<World>, mostStates = Infinity): Explored {
  const since = process.cpuUsage();
  const search = new Search(model);
  const story = search.run(mostStates);
  const { states, moves, finished, parked } = search;
  return { name: model.name, states, moves, asked: model.asked(), finished, parked, cpuMs: cpuMsSince(since), story };
}

class Search<World> {
  moves = 0;
  finished = 0;
  parked = 0;
  private readonly ids = new Map<string, number>();
  private readonly graph: Graph = { parents: [], choices: [], calm: [], standings: [] };
  private frontier: World[] = [];
  private frontierIds: number[] = [];

  constructor(private readonly model: Model<World>) {}

  get states(): number {
    return this.ids.size;
  }

  run(mostStates: number): string | null {
    try {
      this.reach(this.model.first, -1, 0);
      while (this.frontier.length > 0 && this.states < mostStates) this.nextLayer();
      return this.frontier.length > 0 ? null : this.livelock();
    } catch (error) {
      if (!(error instanceof Untold)) throw error;
      return storyOf(this.model, this.wayTo(error.from), error.promise);
    }
  }

  private nextLayer(): void {
    const [worlds, ids] = [this.frontier, this.frontierIds];
    this.frontier = [];
    this.frontierIds = [];
    for (const [index, world] of worlds.entries()) this.expand(world, ids[index] ?? 0);
  }

  private expand(world: World, id: number): void {
    const moves = this.telling([id], () => this.model.movesOf(world));
    for (const [choice, { to }] of moves.entries()) {
      const next = this.telling([id, choice], to);
      const nextId = next === world ? id : this.reach(next, id, choice);
      if (choice === 0) this.graph.calm[id] = nextId;
      this.moves += 1;
    }
    if (moves.length === 0) this.graph.calm[id] = id;
  }

  private reach(world: World, from: number, choice: number): number {
    const key = digest(this.model.keyOf(world));
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.ids.size;
    this.ids.set(key, id);
    this.graph.parents.push(from);
    this.graph.choices.push(choice);
    this.graph.calm.push(-1);
    const standing = this.model.standingOf(world);
    this.graph.standings.push(standing);
    if (standing === 'finished') this.finished += 1;
    else if (standing !== 'under way') this.parked += 1;
    this.telling([id], () => this.model.check(world));
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
      if (wrong) return storyOf(this.model, this.wayTo([at]), wrong);
    }
    return null;
  }

  /** What is wrong with the circle through this state. */
  private wrongIn(start: number): string | null {
    const { calm, standings } = this.graph;
    let at = start;
    do {
      const wrong = WRONG_AT_REST[standings[at] ?? 'finished'];
      if (wrong) return wrong;
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
