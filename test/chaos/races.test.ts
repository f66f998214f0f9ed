import type { Statement } from '../../simulator/ledger';
import { AMOUNT } from '../support/orders';
import type { Reply } from '../support/system';
import { startFleet } from './support/fleet';
import type { ApiRequest, Fleet } from './support/fleet';
import { OPTIONS } from './support/options';
import { eachOf } from './support/pool';
import { LAX } from './support/profile';
import { Shop } from './support/shop';

/*
 * Two requests at the same moment, each through another API process: exactly one of them takes effect. The gateway would
 * carry out both.
 */

const PAIRS = OPTIONS.isFull ? 100 : 25;
const AT_ONCE = 20;

type Answer = Reply<{ state?: string; code?: string; type?: string }>;
interface Raced {
  readonly reference: string;
  readonly answers: readonly Answer[];
  readonly ledger: Statement;
}

/** A pair of requests, and what has to come of it. */
interface Race {
  readonly name: string;
  /** What the order has to have gone through before, or the card that it is placed with. */
  readonly prepare: (shop: Shop, reference: string) => Promise<unknown>;
  readonly pair: (reference: string, prepared: unknown) => readonly [Sent, Sent];
  /** The outcomes that there may be, as `pairOf` words them; the ledger beside them. */
  readonly allowed: readonly string[];
  /** Either of the two has to win at times, or the loser may be one that never can. */
  readonly wins?: readonly RegExp[];
  /** Both are answered with the very same. */
  readonly isOneAnswer?: true;
  /** How often the gateway is asked to move the money of one order, with what it went through before. */
  readonly moneyCalls: number;
}
type Sent = Required<Pick<ApiRequest, 'route' | 'body' | 'key'>>;

const capture = (reference: string, key: string): Sent => ({ route: `/v1/orders/${reference}/capture`, body: {}, key });
const cancel = (reference: string, key: string): Sent => ({
  route: `/v1/orders/${reference}/cancel`,
  body: { reason: 'out of stock' },
  key,
});
/** Two of them are more than was captured. */
const MOST_OF_IT = { value: Math.ceil(AMOUNT.value * 0.6), currency: AMOUNT.currency };
const refund = (reference: string, key: string): Sent => ({
  route: `/v1/orders/${reference}/refunds`,
  body: { refundReference: key, amount: MOST_OF_IT, reason: 'returned' },
  key,
});
const place = (reference: string, cardRef: unknown, key: string): Sent => ({
  route: '/v1/orders',
  body: { reference, amount: AMOUNT, checkout: 'seamless', cardRef },
  key,
});

const RACES: readonly Race[] = [
  {
    name: 'two captures with the same idempotency key',
    prepare: (shop, reference) => shop.placeHeld(reference),
    pair: (reference) => [capture(reference, `${reference}-k`), capture(reference, `${reference}-k`)],
    allowed: ['200 captured, 200 captured: captured once'],
    isOneAnswer: true,
    moneyCalls: 1,
  },
  {
    name: 'two captures with different keys',
    prepare: (shop, reference) => shop.placeHeld(reference),
    pair: (reference) => [capture(reference, `${reference}-1`), capture(reference, `${reference}-2`)],
    allowed: [
      '200 captured, 409 already-captured: captured once',
      '200 captured, 409 capture-under-way: captured once',
      '200 captured, 409 settled: captured once',
    ],
    moneyCalls: 1,
  },
  {
    name: 'a capture and a cancel',
    prepare: (shop, reference) => shop.placeHeld(reference),
    pair: (reference) => [capture(reference, `${reference}-1`), cancel(reference, `${reference}-2`)],
    allowed: [
      '200 captured, 409 already-captured: captured once',
      '200 captured, 409 capture-under-way: captured once',
      '200 captured, 409 settled: captured once',
      '200 released, 409 release-under-way: released',
      '200 released, 409 not-held: released',
      '200 released, 409 settled: released',
    ],
    wins: [/^200 captured/, /^200 released/],
    moneyCalls: 1,
  },
  {
    name: 'two refunds whose sum exceeds what was captured',
    prepare: (shop, reference) => shop.placeCaptured(reference),
    pair: (reference) => [refund(reference, `${reference}-1`), refund(reference, `${reference}-2`)],
    allowed: ['200 refunded, 409 refund-too-large: captured once, refunded once'],
    moneyCalls: 2,
  },
  {
    name: 'the same order placed twice',
    prepare: (shop) => shop.card(),
    pair: (reference, card) => [place(reference, card, `${reference}-1`), place(reference, card, `${reference}-2`)],
    allowed: ['200 authenticating, 201 authenticating: unpaid'],
    moneyCalls: 0,
  },
];

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
  await fleet.system.control('POST', '/control/settings', LAX);
}, 180_000);
afterAll(() => fleet.close());

const worded = ({ status, body }: Answer): string =>
  `${status} ${(status < 300 ? body.state : body.code) ?? body.type ?? ''}`;

/** What an answer shows, without the link to the Web UI, whose address each process has of its own. */
const shown = (answer: Answer | undefined): object => ({ ...answer?.body, workflow: null });

/** Both answers and the money, in words. */
function pairOf({ answers, ledger }: Raced): string {
  const money = (['captured', 'refunded'] as const).flatMap((what) => {
    const times = ledger.entries.filter(({ kind }) => kind === what).length;
    return times === 0 ? [] : [`${what} ${times === 1 ? 'once' : `${times} times`}`];
  });
  const otherwise = ledger.released > 0 ? 'released' : ledger.held > 0 ? 'held' : 'unpaid';
  return `${answers.map(worded).sort().join(', ')}: ${money.join(', ') || otherwise}`;
}

async function race({ prepare, pair }: Race, index: number): Promise<Raced[]> {
  const shop = new Shop(fleet, `race-${index}`);
  const references = Array.from({ length: PAIRS }, (_, number) => `R-${index}-${number}`);
  const prepared = await eachOf(references, AT_ONCE, (reference) => prepare(shop, reference));
  return eachOf(references, AT_ONCE / 2, async (reference, number) => {
    const [first, second] = pair(reference, prepared[number]);
    // Each of the two is sent first, and through the first of the APIs, in half of the pairs.
    const requests = number % 2 === 0 ? [first, second] : [second, first];
    const replies = requests.map((request, api) => fleet.insist<Answer['body']>({ ...request, api }));
    const answers = (await Promise.all(replies)).filter((reply) => reply !== null);
    return { reference, answers, ledger: await fleet.system.control<Statement>('GET', `/control/ledger/${reference}`) };
  });
}

describe(`${PAIRS} pairs of requests at the same moment, through two API processes`, () => {
  it.each(RACES.map((one, index) => [one.name, one, index] as const))(
    '%s: exactly one takes effect',
    async (name, one, index) => {
      const raced = await race(one, index);
      const counts: Record<string, number> = {};
      for (const pair of raced.map(pairOf)) counts[pair] = (counts[pair] ?? 0) + 1;
      process.stdout.write(`${name}: ${JSON.stringify(counts)}\n`);
      expect(Object.keys(counts).filter((outcome) => !one.allowed.includes(outcome))).toEqual([]);
      expect(raced.flatMap(({ ledger }) => ledger.violations)).toEqual([]);
      if (one.isOneAnswer) for (const { answers } of raced) expect(shown(answers[0])).toEqual(shown(answers[1]));
      for (const win of one.wins ?? []) expect(Object.keys(counts)).toContainEqual(expect.stringMatching(win));
      const settled = one.moneyCalls === 0 ? 0 : AMOUNT.value;
      expect(raced.map(({ ledger }) => ledger.captured + ledger.released)).toEqual(raced.map(() => settled));
      for (const { mutatingCalls: calls } of raced.map(({ ledger }) => ledger)) {
        expect(calls).toMatchObject({ createOrder: 1, createPayment: 1 });
        expect(calls.capture + calls.cancel + calls.refund).toBe(one.moneyCalls);
      }
      expect(raced).toHaveLength(PAIRS);
    },
    300_000,
  );
});
