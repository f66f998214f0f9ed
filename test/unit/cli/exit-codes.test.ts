import { VaultUnavailable } from '../../../activities/vault';
import { CliError, EXITS, failureOf } from '../../../clients/cli/exit-codes';
import { PROBLEMS } from '../../../clients/http/problems';
import * as errors from '../../../clients/order-errors';
import { GLANCE, VIEW } from '../http/edge-fixture';
import { CARD_LINES, run } from './cli-fixture';

const NUMBERS = {
  done: 0,
  failed: 1,
  wrong: 2,
  refused: 3,
  notFound: 4,
  conflict: 5,
  otp: 6,
  unanswered: 7,
  unavailable: 8,
  unwell: 9,
  interrupted: 130,
};

describe('exit codes', () => {
  it('keep their numbers', () => {
    expect(Object.fromEntries(Object.entries(EXITS).map(([name, { code }]) => [name, code]))).toEqual(NUMBERS);
  });

  it('are explained by --help, which ends with 0', async () => {
    const { exit, out, err } = await run(['--help']);
    expect([exit, err]).toEqual([0, '']);
    for (const { code, meaning } of Object.values(EXITS)) expect(out).toContain(`  ${code}  ${meaning}`);
  });

  const rejections: readonly (readonly [number, string, Error])[] = [
    [2, 'invalid-request', new errors.InvalidRequest('The argument has to be {reason}')],
    [3, 'not-allowed', new errors.NotAllowed('A capture is under way', 'capture-under-way')],
    [4, 'order-not-found', new errors.OrderNotFound('ORD-1')],
    [4, 'refund-not-found', new errors.RefundNotFound('Order ORD-1 has no refund REF-1')],
    [5, 'order-conflict', new errors.OrderConflict('ORD-1')],
    [6, 'otp-declined', new errors.OtpDeclined('The issuer did not accept this OTP', VIEW)],
    [6, 'otp-gone', new errors.OtpGone('Enter it again')],
    [8, 'temporal-unavailable', new errors.TemporalUnavailable('Temporal does not answer', { glance: GLANCE })],
    [8, 'vault-unavailable', new VaultUnavailable('The vault does not answer')],
    [1, 'internal-error', new TypeError('4012001037141112 is not a function')],
  ];

  it.each(rejections)('%d is the end of %s, told on standard error only', async (expected, type, error) => {
    const orders = { submitOtp: () => Promise.reject(error) };
    const people = await run(['order', 'otp', 'ORD-1'], { orders, input: '123456' });
    expect([people.exit, people.out]).toEqual([expected, '']);
    expect(people.err).toMatch(/^holdfast: ./);
    const programs = await run(['order', 'otp', 'ORD-1', '--json'], { orders, input: '123456' });
    expect([programs.exit, programs.out]).toEqual([expected, '']);
    expect(JSON.parse(programs.err)).toMatchObject({ error: { type } });
    expect(people.err + programs.err).not.toContain('4012');
  });

  it('of errors that the edge has, too, are told under the same name', () => {
    expect(rejections.map(([, type]) => type).filter((type) => !(type in PROBLEMS))).toEqual([]);
  });

  it('3 is the end of a card reference that cannot be used', async () => {
    const line = ['order', 'place', 'ORD-1', '--amount', '1.00', '--card-ref', `card_${'x'.repeat(22)}`, '--json'];
    const { exit, err } = await run(line);
    expect(exit).toBe(3);
    expect(JSON.parse(err)).toMatchObject({ error: { type: 'card-unusable' } });
  });

  it('tell programs the code, the fields and the order that people read', () => {
    expect(failureOf(new errors.NotAllowed('no', 'parked'))).toMatchObject({ code: 'parked' });
    expect(failureOf(new errors.OtpDeclined('no', VIEW))).toMatchObject({ order: VIEW });
    expect(failureOf(new errors.TemporalUnavailable('no', { glance: GLANCE, key: 'k-1' }))).toMatchObject({
      order: GLANCE,
      key: 'k-1',
    });
    expect(failureOf(errors.invalidFields({ field: 'a', reason: 'b' }))).toMatchObject({
      errors: [{ field: 'a', reason: 'b' }],
    });
  });

  it('2 is the end of a configuration that is wrong, before anything is asked', async () => {
    const connect = () => {
      throw new CliError({ exit: 'wrong', type: 'configuration', message: 'VAULT_URL: expected unix:/path' });
    };
    const { exit, err } = await run(['order', 'list'], { connect });
    expect(exit).toBe(2);
    expect(err).toContain('VAULT_URL');
  });

  it('130 is the end of a command that was interrupted', async () => {
    const stop = new AbortController();
    const place = () => {
      stop.abort();
      return Promise.reject(stop.signal.reason as Error);
    };
    const line = ['order', 'place', 'ORD-1', '--amount', '1.00', '--card'];
    expect(await run(line, { orders: { place }, input: CARD_LINES, interrupted: stop.signal })).toMatchObject({
      exit: 130,
      err: '',
    });
  });

  it.each([[[]], [['order']]])('2 is the end of %j, which shows the commands', async (argv) => {
    const { exit, err } = await run(argv);
    expect(exit).toBe(2);
    expect(err).toContain('Commands:');
  });
});
