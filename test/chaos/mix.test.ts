import type { Statement } from '../../simulator/ledger';
import type { OrderView } from '../../workflows/contract/order';
import { auditOrder, isRemainderKept, NOT_PARKED } from './support/auditor';
import type { Ending, Found } from './support/auditor';
import { startFleet } from './support/fleet';
import type { Fleet } from './support/fleet';
import { Monkey } from './support/monkey';
import { OPTIONS } from './support/options';
import { live } from './support/people';
import type { Lived } from './support/people';
import { planOf } from './support/plans';
import { eachOf } from './support/pool';
import {
  adversaryOf,
  clockOf,
  DECIDES_AFTER_MS,
  GATEWAY,
  GIVES_WHAT_HAS_IT,
  HOLD_WINDOW_MS,
  LAX,
  REFUSES_WHAT_HAS_IT,
  STRICT,
  TERMS,
} from './support/profile';
import {
  endingCounts,
  faultsDrawn,
  faultsMissed,
  findingCounts,
  textOf,
  writeHistory,
  writeReport,
} from './support/report';
import type { ChaosReport } from './support/report';
import { endingsOf, settleByHand, untilAtRest, untilLapsesNoticed } from './support/settling';

/*
 * The mix: many orders at once through two APIs, every call and webhook liable to go wrong, worker and dev server killed
 * at random moments. In the end the gateway's own ledger is audited. The first half meets a gateway that does again
 * whatever it is asked again, so that a request too many moves money; the second one that refuses, as documented.
 */

const { orders, seed, minutes, reports } = OPTIONS;
const AT_ONCE = orders > 200 ? 100 : 30;
/** Long enough between kills in a long run for the supervisor to forget the deaths before. */
const KILL_PAUSES = orders > 200 ? ([32_000, 50_000] as const) : ([5_000, 9_000] as const);
const SETTLE_MS = 240_000;
/** In which questions may go without an answer about a parked hold that has lapsed. */
const LAPSE_NOTICED_MS = 30_000;
/** For the audit each order is read once more. */
const READ_MS = 100;

let fleet: Fleet;
let lived: Lived[];
let open: readonly string[];
let report: ChaosReport;
/** What is left after people have done their part. */
let byHand: { readonly held: readonly Statement[]; readonly waiting: readonly string[] };

beforeAll(
  async () => {
    fleet = await startFleet(TERMS);
    const settings = { ...GATEWAY, ...clockOf(seed), ...LAX, ...GIVES_WHAT_HAS_IT };
    await fleet.system.control('POST', '/control/settings', settings);
    await fleet.system.control('POST', '/control/adversary', adversaryOf(seed));
    await run();
  },
  minutes * 60_000 + SETTLE_MS + HOLD_WINDOW_MS + LAPSE_NOTICED_MS + 300_000 + orders * READ_MS,
);
afterAll(() => fleet.close());

async function run(): Promise<void> {
  const startedMs = Date.now();
  const monkey = new Monkey(fleet.system, seed, { pausesMs: KILL_PAUSES, atMost: Math.max(3, orders / 20) });
  const isTimeUp = (): boolean => Date.now() - startedMs > minutes * 60_000;
  const numbers = Array.from({ length: orders }, (_, number) => number);
  const all = await eachOf(numbers, AT_ONCE, async (number) => {
    if (number === Math.floor(orders / 2))
      await fleet.system.control('POST', '/control/settings', { ...STRICT, ...REFUSES_WHAT_HAS_IT });
    return isTimeUp() ? null : live(fleet, planOf(seed, number));
  });
  lived = all.filter((one) => one !== null);
  await monkey.stop();

  open = await untilAtRest(fleet, SETTLE_MS);
  await untilLapsesNoticed(fleet, ledger, HOLD_WINDOW_MS + LAPSE_NOTICED_MS);
  const ended = await endingsOf(fleet, lived);
  const found = await audit(ended);
  report = {
    seed,
    orders: lived.length,
    elapsedS: (Date.now() - startedMs) / 1_000,
    kills: monkey.kills,
    adversary: await fleet.system.control('GET', '/control/adversary'),
    endings: endingCounts([...ended].map(([reference, ending]) => (isTaken(reference) ? underUsed(ending) : ending))),
    refunds: endingCounts([...ended.values()].flatMap(({ refunds }) => refunds)),
    findings: findingCounts(found),
    stuck: Object.fromEntries(await eachOf(open, 5, async (one) => [one, await fleet.whyStuck(one)] as const)),
    found: await eachOf(found, 20, async (one) => ({
      ...one,
      story: await storyOf(one.reference),
      timeline: await timelineOf(one.reference),
    })),
  };
  const silent = [...ended].filter(([, { state }]) => state === 'unknown').map(([reference]) => reference);
  for (const reference of [...open, ...silent]) writeHistory(reports, reference, await fleet.historyOf(reference));
  const file = writeReport(reports, report);
  process.stdout.write(`${textOf(report)}\nReport: ${file}\n`);
  byHand = await settleParked(ended);
}

const storyOf = async (reference: string): Promise<string[]> =>
  (await fleet.system.control<{ story: string[] }>('GET', `/control/adversary/${reference}`)).story;

async function timelineOf(reference: string): Promise<string[]> {
  const reply = await fleet.ask<OrderView>({ method: 'GET', route: `/v1/orders/${reference}` });
  return reply?.status === 200 ? reply.body.timeline.map(({ at, what }) => `${at} ${what}`) : [];
}

async function ledger(): Promise<Map<string, Statement>> {
  const { orders: statements } = await fleet.system.control<{ orders: Statement[] }>('GET', '/control/ledger?end=true');
  return new Map(statements.map((statement) => [statement.reference, statement]));
}

async function audit(ended: ReadonlyMap<string, Ending>): Promise<Found[]> {
  const statements = await ledger();
  const found = await eachOf(lived, 20, async ({ asked }) => {
    const statement = statements.get(asked.reference);
    const ending = ended.get(asked.reference) ?? { state: 'unknown', ...NOT_PARKED, refunds: [] };
    // An order of which the gateway never heard moved no money.
    if (!statement) return [];
    const story = await storyOf(asked.reference);
    const terms = { windowMs: HOLD_WINDOW_MS, decidesAfterMs: DECIDES_AFTER_MS };
    return auditOrder(asked, statement, { ending, story, ...terms });
  });
  return found.flat();
}

/** What is left after a person has done what the advice of each parked order says. */
async function settleParked(ended: ReadonlyMap<string, Ending>): Promise<typeof byHand> {
  const kept = await remaindersKept();
  await fleet.system.control('POST', '/control/adversary');
  const parked = new Map([...ended].filter(([, { parkedFor }]) => parkedFor !== null));
  const refused = await settleByHand(fleet, parked, isTaken);
  const moving = await untilAtRest(fleet, 30_000);
  const called = (await fleet.glances()).filter(({ attention }) => attention !== null);
  const held = [...(await ledger()).values()].filter((one) => one.held > 0 && !kept.has(one.reference));
  return { held, waiting: [...refused, ...moving, ...called.map((one) => `${one.reference}: ${one.attention}`)] };
}

/** Asked before the adversary ends and forgets what it did. */
async function remaindersKept(): Promise<Set<string>> {
  const held = [...(await ledger()).values()].filter((statement) => statement.held > 0);
  const kept = await eachOf(held, 20, async (one) => isRemainderKept(one, await storyOf(one.reference)));
  return new Set(held.filter((_, index) => kept[index]).map(({ reference }) => reference));
}

const isTaken = (reference: string): boolean =>
  lived.some(({ asked }) => asked.reference === reference && (asked.taken ?? null) !== null);

/** Counted apart: nobody's goods wait for them. */
const UNDER_USED = 'under a used reference: ';
const underUsed = ({ state, parkedFor, ...ending }: Ending): Ending => ({
  ...ending,
  state: `${UNDER_USED}${state}`,
  parkedFor: parkedFor && `${UNDER_USED}${parkedFor}`,
});

const unended = (endings: Readonly<Record<string, number>>, ended: readonly string[]): string[] =>
  Object.keys(endings).filter((name) => !ended.includes(name.replace(UNDER_USED, '')) && !name.startsWith('parked'));

describe(`${orders} orders against the adversary of seed ${seed}`, () => {
  it('every order was lived', () => {
    expect(lived.length).toBe(orders);
  });

  it('met every fault that is to be expected in so many calls, and lost its worker and its server', () => {
    expect(faultsDrawn(report.adversary)).toBeGreaterThan(lived.length);
    expect(faultsMissed(report.adversary, adversaryOf(seed))).toEqual([]);
    expect(report.kills).toEqual({ worker: expect.any(Number), temporal: expect.any(Number) });
    expect(Math.min(...Object.values(report.kills))).toBeGreaterThan(0);
  });

  it('some money was asked back, and given', () => {
    expect(report.refunds['refunded']).toBeGreaterThan(0);
  });

  it('every order ended, or is parked for a person', () => {
    expect(open).toEqual([]);
    expect(unended(report.endings, ['captured', 'released', 'declined', 'abandoned', 'expired'])).toEqual([]);
  });

  it('every refund ended, or is parked for a person', () => {
    expect(unended(report.refunds, ['refunded', 'failed', 'refused'])).toEqual([]);
  });

  it.each([
    'double payments',
    'double captures',
    'captures after a cancel',
    'holds neither captured nor released',
    'holds decided about too late',
    'captured other than asked',
    'double refunds',
    'refunded more than was captured',
    'refunded other than asked or told',
    'parked though it could have been settled',
    'used references adopted',
    'other violations of the ledger',
  ])('%s: none', (finding) => {
    expect(report.found.filter((one) => one.finding === finding)).toEqual([]);
  });

  it('a repeat never carries another body', async () => {
    expect(await fleet.system.control('GET', '/control/changed-repeats')).toEqual({ calls: [] });
  });

  it('the same request, sent several times at once, was answered alike', () => {
    expect(lived.flatMap(({ disagreements }) => disagreements)).toEqual([]);
  });

  it('no hold is left, and nobody is waited for, once people have done what the advice of the parked orders says', () => {
    expect(byHand.waiting).toEqual([]);
    expect(byHand.held.map(({ reference, held }) => [reference, held])).toEqual([]);
  });
});
