import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import type { Card } from '../../activities/vault';
import { Secret } from '../../activities/vault';
import { checked, shownName } from '../checked';
import { repeatedName, utf8Of } from '../json-text';
import { cardRequest, otpRequest } from '../request-schemas';
import { CliError, usageError } from './exit-codes';
import type { SecretInput } from './ports';

/** Secrets of a person at a terminal, or of a program that writes them to our standard input. */
export const createSecretInput = (
  stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  prompt: NodeJS.WritableStream,
): SecretInput => ({
  isTerminal: stdin.isTTY === true,
  ask: (question) => askUnseen(stdin, prompt, question),
  readAll: () => buffer(stdin),
});

function askUnseen(stdin: NodeJS.ReadableStream, prompt: NodeJS.WritableStream, question: string): Promise<string> {
  // Readline switches the terminal's echo off and shows what is typed itself: here, to nobody.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  prompt.write(question);
  return new Promise((resolve, reject) => {
    const end = (finish: () => void): void => {
      lines.removeAllListeners('close');
      lines.close();
      prompt.write('\n');
      finish();
    };
    const leave = (): void =>
      end(() => reject(new CliError({ exit: 'interrupted', type: 'interrupted', message: 'Interrupted' })));
    lines.once('line', (line) => end(() => resolve(line)));
    lines.once('SIGINT', leave);
    lines.once('close', leave);
  });
}

const CARD_LINES = 'the number, MM/YY, the CVV, each on a line of its own, or the JSON of POST /v1/cards';
const OTP_LINE = 'the OTP on a line of its own, or {"otp": "…"}';

/**
 * A card from the prompt or standard input.
 * @throws CliError for what is neither JSON nor lines; InvalidRequest for a card that is none
 */
export async function readCard(input: SecretInput): Promise<Secret<Card>> {
  const given = input.isTerminal
    ? cardOf([await input.ask('Card number: '), await input.ask('Expiry (MM/YY): '), await input.ask('CVV: ')])
    : await readRequest(input, CARD_LINES, cardOf);
  return new Secret(checked(cardRequest, given));
}

/** An OTP from the prompt or standard input. */
export async function readOtp(input: SecretInput): Promise<Secret<string>> {
  const given = input.isTerminal
    ? { otp: (await input.ask('OTP: ')).trim() }
    : await readRequest(input, OTP_LINE, (lines) => (lines.length === 1 ? { otp: lines[0] } : undefined));
  return new Secret(checked(otpRequest, given).otp);
}

function cardOf([number = '', expiry = '', cvv = '', name, ...rest]: readonly string[]): object | undefined {
  const [, expiryMonth = '', expiryYear = ''] = /^\s*(\d{1,2})\s*\/\s*(\d{2}|\d{4})\s*$/.exec(expiry) ?? [];
  if (rest.length > 0) return undefined;
  return { number: number.trim(), expiryMonth, expiryYear, cvv: cvv.trim(), ...(name !== undefined && { name }) };
}

async function readRequest(
  input: SecretInput,
  expected: string,
  ofLines: (lines: readonly string[]) => object | undefined,
): Promise<object> {
  const given = utf8Of(await input.readAll())?.trim();
  if (given === undefined) throw usageError('standard input: expected UTF-8');
  const request = given.startsWith('{') ? parseJson(given) : given === '' ? undefined : ofLines(given.split(/\r?\n/));
  if (!request) throw usageError(`standard input: expected ${expected}`);
  return request;
}

/** The parser's own error quotes what it read. */
function parseJson(given: string): object | undefined {
  const request = parsedObject(given);
  const repeated = request && repeatedName(given);
  if (repeated) throw usageError(`standard input: ${repeated.map(shownName).join('.')} only once`);
  return request;
}

function parsedObject(given: string): object | undefined {
  try {
    return JSON.parse(given) as object;
  } catch {
    return undefined;
  }
}
