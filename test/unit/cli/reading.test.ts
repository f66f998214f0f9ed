import type { TrackedOrder } from '../../../clients/orders';
import { GLANCE, REFUSED_WISH, VIEW } from '../http/edge-fixture';
import { run } from './cli-fixture';

describe('reading', () => {
  const PARKED: TrackedOrder = {
    ...VIEW,
    nextAction: { type: 'submitOtp', resendAfter: '2027-01-15T10:00:30.000Z', attemptsLeft: 0 },
    settledBy: null,
    gatewayClockOffMs: -3_600_000,
    wishes: [REFUSED_WISH],
    resolutions: [{ as: 'released', actor: 'support', reason: 'lapsed', forced: true, at: '2027-01-15T09:30:00.000Z' }],
    attention: {
      code: 'two-payments',
      reason: 'two holds',
      since: '2027-01-15T08:00:00.000Z',
      advice: 'Look at\u001b[2J the dashboard',
    },
    decline: { code: 'INSUFFICIENT_FUNDS', at: '2027-01-15T09:59:00.000Z' },
    timeline: [{ at: '2027-01-15T09:00:00.000Z', what: 'Order accepted' }],
    workflow: { ...VIEW.workflow, url: 'http://ui/w' },
  };

  it('shows people all of an order, amounts as rupees, and nothing that a terminal obeys', async () => {
    const { out } = await run(['order', 'show', 'ORD-1'], { orders: { get: async () => PARKED } });
    expect(out).toMatchSnapshot();
    expect(out).not.toContain('\u001b');
  });

  it.each(['capturing', 'released'] as const)(
    'says first that a person is needed, whatever goes on: %s',
    async (state) => {
      const { out } = await run(['order', 'show', 'ORD-1'], { orders: { get: async () => ({ ...PARKED, state }) } });
      expect(out.split('\n')[0]).toBe(`ORD-1: ${state}. A person is needed.`);
    },
  );

  it('says who settled an order, and not when it is decided about, once it is final', async () => {
    const settled = { ...VIEW, final: true, settledBy: 'gateway' as const };
    const { out } = await run(['order', 'show', 'ORD-1'], { orders: { get: async () => settled } });
    expect(out).toContain('settled    by the gateway, or somebody in its dashboard');
    expect(out).not.toContain('decided');
  });

  it('tells how often the OTP may still be entered, once that is not often, and from when on', async () => {
    const turn = { type: 'submitOtp', resendAfter: null, submitAfter: '2027-01-15T10:01:00.000Z' } as const;
    const shown = async (attemptsLeft: number): Promise<string> => {
      const order = { ...VIEW, nextAction: { ...turn, attemptsLeft } };
      return (await run(['order', 'show', 'ORD-1'], { orders: { get: async () => order } })).out;
    };
    expect(await shown(2)).toContain(
      'enters the OTP, 2 attempts left, the next one is taken from 2027-01-15T10:01:00.000Z',
    );
    expect(await shown(3)).not.toContain('left');
  });

  it('shows programs the order as it is, as one document', async () => {
    const { out, err } = await run(['order', 'show', 'ORD-1', '--json'], { orders: { get: async () => PARKED } });
    expect(JSON.parse(out)).toEqual(PARKED);
    expect(err).toBe('');
  });

  it('lists by every filter, with the link of each order', async () => {
    const parked = { ...GLANCE, attention: 'two holds', workflow: { ...GLANCE.workflow, url: 'http://ui/w' } };
    const list = async () => ({ orders: [parked, GLANCE], more: true });
    const flags = '--state held --no-attention --decide-before 2027-02-01T00:00:00Z --limit 2'.split(' ');
    const { out, asked } = await run(['order', 'list', ...flags], { orders: { list } });
    const filter = { state: 'held', attention: false, decideBefore: '2027-02-01T00:00:00Z', limit: 2 };
    expect(asked[0]).toMatchObject({ method: 'list', args: [filter, {}] });
    expect(out).toMatchSnapshot();
    expect((await run(['order', 'list', '--no-attention'])).asked[0]?.args[0]).toEqual({ attention: false });
    expect((await run(['order', 'list'])).asked[0]?.args[0]).toEqual({});
  });

  it.each(['--state gone', '--limit 201', '--limit 0', '--decide-before tomorrow'])(
    'refuses the filter %s',
    async (flags) => {
      expect((await run(['order', 'list', ...flags.split(' ')])).exit).toBe(2);
    },
  );
});

describe('watching', () => {
  const captured: TrackedOrder = {
    ...VIEW,
    state: 'captured',
    final: true,
    waitingFor: 'Nothing: the order is settled.',
    timeline: [{ at: '2027-01-15T10:00:00.000Z', what: '₹1,100.00 captured' }],
  };
  async function* both() {
    yield VIEW;
    yield captured;
  }

  it('prints what is new, until the order is settled', async () => {
    const { exit, out } = await run(['order', 'watch', 'ORD-1'], { orders: { watch: both } });
    expect(exit).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      `= held. Waits for: ${VIEW.waitingFor}`,
      '2027-01-15T10:00:00.000Z  ₹1,100.00 captured',
      '= captured. Settled for good.',
    ]);
  });

  it('prints programs a line for each change', async () => {
    const { out } = await run(['order', 'watch', 'ORD-1', '--json'], { orders: { watch: both } });
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([VIEW, captured]);
  });

  it('is ended by Ctrl-C without a word, and closes the connection', async () => {
    const stop = new AbortController();
    const watch = async function* (_reference: string, { signal }: { signal?: AbortSignal } = {}) {
      yield VIEW;
      stop.abort();
      expect(signal?.aborted).toBe(true);
    };
    const { exit, err, isClosed } = await run(['order', 'watch', 'ORD-1'], {
      orders: { watch },
      interrupted: stop.signal,
    });
    expect([exit, err, isClosed]).toEqual([130, '', true]);
  });
});
