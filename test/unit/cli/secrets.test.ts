import { PassThrough } from 'node:stream';
import type { CardRef, OtpRef } from '../../../activities/vault';
import { createSecretInput } from '../../../clients/cli/secret-input';
import { CARD, VIEW } from '../http/edge-fixture';
import { CARD_JSON, CARD_LINES, run, SETTLED, someVault } from './cli-fixture';

const PLACE = ['order', 'place', 'ORD-1', '--amount', '1100.00'];
const GROUPED = '4012 0010 3714 1112';

/** The card that the order was placed with, as the vault has it. */
async function placedWith(input: string | Uint8Array | readonly string[], expectedExit = 0) {
  const vault = someVault();
  const { exit, asked, out, err } = await run([...PLACE, '--card'], { input, vault });
  expect(exit).toBe(expectedExit);
  const { cardRef } = (asked.find(({ method }) => method === 'place')?.args[0] ?? {}) as { cardRef?: CardRef };
  return { said: out + err, card: cardRef && (await vault.read('card', cardRef))?.expose() };
}

describe('a card', () => {
  const { name: _name, ...card } = CARD;

  it.each([
    ['JSON on standard input', CARD_JSON, CARD],
    ['lines on standard input', CARD_LINES, card],
    ['lines with the name, in groups', `${GROUPED}\r\n12/2031\r\n065\r\nA Buyer\r\n`, CARD],
    ['the prompts of a terminal', [GROUPED, ' 12 / 31 ', '065'], card],
  ])('is read as %s, and the order gets its reference only', async (_from, input, expected) => {
    const { card: kept, said } = await placedWith(input);
    expect(kept).toEqual(expected);
    expect(said).not.toContain('1112');
  });

  it.each([
    ['nothing', ''],
    ['a wrong check digit', CARD_LINES.replace('1112', '1113')],
    ['an expired card', CARD_LINES.replace('/31', '/25')],
    ['a CVV of another brand', CARD_LINES.replace('065', '0655')],
    ['broken JSON', CARD_JSON.slice(0, -1)],
    ['an unknown field', CARD_JSON.replace('"name"', '"4012001037141112"')],
    ['too many lines', `${CARD_LINES}A Buyer\n4012001037141112`],
    ['an unreadable expiry', CARD_LINES.replace('12/31', '12-31')],
  ])('that is %s is refused, starts nothing, and is not repeated', async (_what, input) => {
    const { card: kept, said } = await placedWith(input, 2);
    expect(kept).toBeUndefined();
    expect(said).not.toMatch(/4012|1113|0655|065\b/);
  });
});

describe('standard input', () => {
  it.each([
    ['a name in latin1', Buffer.from(`${CARD_LINES}Jos\u00e9\n`, 'latin1'), 'expected UTF-8'],
    ['JSON in latin1', Buffer.from(CARD_JSON.replace('A Buyer', 'Jos\u00e9'), 'latin1'), 'expected UTF-8'],
    ['JSON in UTF-16', Buffer.from(`\ufeff${CARD_JSON}`, 'utf16le'), 'expected UTF-8'],
    ['JSON with a name twice', CARD_JSON.replace('{', '{"cvv":"999",'), 'cvv only once'],
    ['a name that was guessed before', `${CARD_LINES}Jos\ufffd\n`, 'without U+FFFD'],
  ])('is not guessed at: %s is refused, and starts nothing', async (_what, input, reason) => {
    const { card, said } = await placedWith(input, 2);
    expect(card).toBeUndefined();
    expect(said).toContain(reason);
  });

  it('in UTF-8 is read as it is, with or without its mark at the beginning', async () => {
    for (const mark of ['', '\ufeff']) {
      const { card } = await placedWith(`${mark}${CARD_LINES}Jos\u00e9\n`);
      expect(card?.name).toBe('Jos\u00e9');
    }
  });
});

describe('an OTP', () => {
  /** What the vault had under the reference that the order was given. */
  async function submitted(input: string | readonly string[]) {
    const vault = someVault();
    let otp: string | undefined;
    const submitOtp = async (_reference: string, { otpRef }: { otpRef: string }) => {
      otp = (await vault.read('otp', otpRef as OtpRef))?.expose();
      return SETTLED;
    };
    const { exit, out, err } = await run(['order', 'otp', 'ORD-1'], { input, vault, orders: { submitOtp } });
    return { exit, otp, said: out + err };
  }

  it.each([
    ['a line', '001234\n'],
    ['JSON', '{"otp": "001234"}'],
    ['the prompt', ['001234']],
  ])('is read as %s, with its leading zeros', async (_from, input) => {
    expect(await submitted(input)).toMatchObject({ exit: 0, otp: '001234', said: expect.not.stringContaining('1234') });
  });

  it.each(['', '12', '1234\n5678', '{"otp": 123456}', '{"otp": "123456", "again": "123456"}', 'one two'])(
    'that is %j is refused and not repeated',
    async (input) => {
      const { exit, otp, said } = await submitted(input);
      expect([exit, otp]).toEqual([2, undefined]);
      expect(said).not.toMatch(/1234|5678|one two/);
    },
  );
});

describe('the command line', () => {
  it.each([
    ['a card number as reference', ['order', 'show', CARD.number]],
    ['a card number in groups', ['order', 'show', GROUPED]],
    ['a card number in a flag', [...PLACE, `--card=${CARD.number}`]],
    ['a card number after a flag', [...PLACE, '--card', '4012-0010-3714-1112']],
    ['a card number after --', ['order', 'show', '--', CARD.number]],
    ['a card number in groups of other separators', ['order', 'show', '4012.0010_3714 1112']],
    ['a card number after a date', ['order', 'show', `20270115-${CARD.number}`]],
    ['a card of 19 digits', ['order', 'show', '6304000000000000000']],
    ['a card number as idempotency key', ['order', 'deliver', 'ORD-1', '--idempotency-key', CARD.number]],
    ['a card number in a text', ['order', 'cancel', 'ORD-1', '--reason', `card ${CARD.number} is stolen`]],
    ['a card of American Express', ['order', 'show', '378282246310005']],
    ['a card where no command is', [CARD.number]],
    ['a card number for the doctor', ['doctor', '--only', CARD.number]],
  ])('takes no card: %s is refused, not repeated, and nothing is asked', async (_what, argv) => {
    for (const line of [argv, [...argv, '--json']]) {
      const { exit, out, err, asked } = await run(line);
      expect([exit, asked]).toEqual([2, []]);
      expect(err).toContain('looks like a card number');
      expect(out + err).not.toMatch(/\d{4}/);
    }
  });

  it.each([
    ['an OTP as argument', ['order', 'otp', 'ORD-1', '482913']],
    ['an OTP as flag', ['order', 'otp', 'ORD-1', '--otp=482913']],
    ['an OTP as flag of its own', ['order', 'otp', 'ORD-1', '--482913']],
    ['an OTP as command', ['482913']],
    ['an OTP as command of orders', ['order', '482913']],
    ['an OTP in quotes', ['order', 'otp', 'ORD-1', "--otp='482913'"]],
    ['a sentence as command', ['order', 'my OTP is 482 913']],
    ['a CVV as flag', [...PLACE, '--cvv', '482']],
    ['a time that is none', ['order', 'show', 'ORD-1', '--timeout', '482913']],
  ])('repeats nothing that it does not know: %s', async (_what, argv) => {
    const { exit, out, err, asked } = await run(argv);
    expect([exit, asked]).toEqual([2, []]);
    expect(out + err).not.toMatch(/482|my OTP/);
    expect(err).not.toBe('');
  });

  it.each([
    'ORD-20270115123456',
    'try-1795717258123',
    '1795717258123',
    'A4012B0010C3714D1112',
    '405-1234567-1234567',
    '4050000000123',
    '4012001037141113',
    '5123-4567-8901-2345',
    '6011_0000_0000_0005',
    '401200103714',
    '40120010371411120000',
    '4'.repeat(50),
  ])('takes the reference %s, which is no card number, also after --', async (reference) => {
    for (const line of [
      ['order', 'show', reference],
      ['order', 'show', '--', reference],
      ['order', 'cancel', '--reason', reference, '--', reference],
      ['refund', 'recheck', '--actor', 'sup', '--reason', 'x', 'ORD-1', reference],
    ]) {
      const { exit, asked } = await run(line);
      expect([exit, asked[0]?.args]).toEqual([0, expect.arrayContaining([reference])]);
    }
  });

  it('says the way out where a reference looks like a card number', async () => {
    const { err } = await run(['order', 'show', CARD.number]);
    expect(err).toContain('reach that order over HTTP or by the library');
  });

  it('takes a reference that begins with a hyphen after --, and says so where it stands before', async () => {
    expect((await run(['order', 'show', '--', '-ORD-1'])).asked[0]?.args[0]).toBe('-ORD-1');
    const { exit, err } = await run(['order', 'show', '-ORD-1']);
    expect(exit).toBe(2);
    expect(err).toContain('a reference that begins with - stands after --');
  });
});

describe('a prompt', () => {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const screen = () => {
    const stream = new PassThrough();
    let shown = '';
    stream.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    return { stream, shown: () => shown };
  };

  it('shows nothing of what is typed, and takes corrections', async () => {
    const stdin = terminal();
    const { stream, shown } = screen();
    const answer = createSecretInput(stdin, stream).ask('OTP: ');
    stdin.write('1234\u007f56\r');
    expect(await answer).toBe('12356');
    expect(shown()).toBe('OTP: \n');
  });

  it.each([
    ['Ctrl-C', '12\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is left by %s', async (_key, typed) => {
    const stdin = terminal();
    const answer = createSecretInput(stdin, screen().stream).ask('OTP: ');
    stdin.write(typed);
    await expect(answer).rejects.toMatchObject({ failure: { exit: 'interrupted' } });
  });
});

it('of a card that is kept nothing is printed but what may be shown', async () => {
  const { out } = await run([...PLACE, '--card', '--json'], { input: CARD_LINES });
  expect(JSON.parse(out)).toEqual(VIEW);
});
