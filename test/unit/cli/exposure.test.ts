import { TemporalUnavailable } from '../../../clients/order-errors';
import { exposed, noExposure } from '../../../workflows/domain/holds/exposure';
import { run } from './cli-fixture';

const AT = '2027-01-15T10:00:00.000Z';
const HOLDS = [
  ['2027-01-15T09:59:00.000Z', 110_000, 'workflow'],
  ['2027-01-15T10:30:00.000Z', 10_000_000, 'workflow'],
  ['2027-01-15T10:40:00.000Z', 100, 'workflow'],
  [null, 45_050, 'workflow'],
  ['2027-01-15T09:00:00.000Z', 20_000, 'person'],
  ['2027-01-15T09:00:00.000Z', 30_000, 'nobody'],
] as const;
const EXPOSURE = HOLDS.reduce(
  (exposure, [decideAt, value, by]) => exposed(exposure, { decideAt, by, held: { value, currency: 'INR' } }),
  noExposure(AT),
);
const exposure = async () => EXPOSURE;

describe('exposure', () => {
  it('shows people what is on hold by the time to the decision, and all of it', async () => {
    const { exit, out, isClosed } = await run(['exposure'], { orders: { exposure } });
    expect([exit, isClosed]).toEqual([0, true]);
    expect(out).toMatchSnapshot();
  });

  it('says that there is more than it has counted', async () => {
    const truncated = async () => ({ ...EXPOSURE, truncated: true });
    const { out } = await run(['exposure'], { orders: { exposure: truncated } });
    expect(out.trim().split('\n').at(-1)).toBe(
      'Not all: only 6 holds were counted, those decided about within a day first.',
    );
  });

  it('shows programs the same as the edge', async () => {
    const { out, err, asked } = await run(['exposure', '--json', '--timeout', '3s'], { orders: { exposure } });
    expect([JSON.parse(out), err]).toEqual([EXPOSURE, '']);
    expect(asked).toMatchObject([{ method: 'exposure', args: [{ timeoutMs: 3_000 }] }]);
  });

  it('ends with 8 when Temporal does not answer', async () => {
    const down = () => Promise.reject(new TemporalUnavailable('Temporal does not answer'));
    expect(await run(['exposure'], { orders: { exposure: down } })).toMatchObject({ exit: 8, out: '' });
  });
});
