import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { API_KEY_FORM, areApart, isShopless, parseApiKey } from '../clients/api-keys';
import type { ApiKey } from '../clients/api-keys';

export interface ApiKeySourceOptions {
  /** Those of API_KEYS. */
  readonly configured: readonly ApiKey[];
  /** API_KEYS_FILE: a key a line, `#` begins a comment. */
  readonly file: string | undefined;
  readonly shopDefault: string | undefined;
  readonly log: Logger;
  /** How soon a change of the file counts. @default 5_000 */
  readonly everyMs?: number;
}

export interface ApiKeySource {
  /** As they stand now. */
  keys(): readonly ApiKey[];
  close(): void;
}

const EVERY_MS = 5_000;

/**
 * The keys of configuration and file. The file is read again and again, by its content and not by its time, since
 * orchestrators put another one in its place; one that is wrong is logged and leaves the keys as they were.
 * @throws Error that names the file's wrong lines, or says that it cannot be read; at the start only
 */
export async function openApiKeys(options: ApiKeySourceOptions): Promise<ApiKeySource> {
  const { configured, file, log, everyMs = EVERY_MS } = options;
  if (file === undefined) return { keys: () => configured, close: () => undefined };
  let text = await readKeyFile(file);
  let keys = keysIn(text, options);
  const look = async (): Promise<void> => {
    const found = await readKeyFile(file);
    if (found === text) return;
    text = found;
    const before = new Set(keys.map(({ name }) => name));
    keys = keysIn(text, options);
    const after = new Set(keys.map(({ name }) => name));
    log.info(
      { added: [...after].filter((name) => !before.has(name)), gone: [...before].filter((name) => !after.has(name)) },
      'API keys read anew',
    );
  };
  let lastProblem = '';
  const timer = setInterval(() => {
    look().then(
      () => (lastProblem = ''),
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        if (problem !== lastProblem) log.error(`${problem}; the keys stay as they were`);
        lastProblem = problem;
      },
    );
  }, everyMs);
  timer.unref();
  return { keys: () => keys, close: () => clearInterval(timer) };
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`API_KEYS_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`, {
      cause: error,
    });
  }
}

/** @throws Error that names lines, never what stands in them */
function keysIn(text: string, { configured, shopDefault }: ApiKeySourceOptions): ApiKey[] {
  const lines = text
    .split('\n')
    .map((line, index) => ({ number: index + 1, entry: line.replace(/(^|\s)#.*$/, '').trim() }));
  const parsed = lines.filter(({ entry }) => entry !== '').map((line) => ({ ...line, key: parseApiKey(line.entry) }));
  const numbersOf = (wrong: typeof parsed): string => wrong.map(({ number }) => number).join(', ');
  const unread = parsed.filter(({ key }) => key === undefined);
  if (unread.length > 0) throw new Error(`API_KEYS_FILE: line ${numbersOf(unread)} is not of the form ${API_KEY_FORM}`);
  const shopless = parsed.filter(({ key }) => key && isShopless(key, shopDefault));
  if (shopless.length > 0)
    throw new Error(`API_KEYS_FILE: line ${numbersOf(shopless)} needs :shop=name, or SHOP_DEFAULT`);
  const keys = [...configured, ...parsed.flatMap(({ key }) => key ?? [])];
  if (!areApart(keys)) throw new Error('API_KEYS_FILE: a name or a key stands twice, here or in API_KEYS');
  if (keys.length === 0) throw new Error('API_KEYS_FILE: it has no key, and API_KEYS is not set');
  return keys;
}
