import type { SimulatorOptions } from './simulator';

interface Variable {
  readonly required: boolean;
  readonly isValid: (value: string) => boolean;
  /** What it must be, in words: the value itself is never shown. */
  readonly expected: string;
}

const isHttpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const isFilled = (value: string): boolean => value.trim() !== '';
const isPort = (value: string): boolean => /^\d{1,5}$/.test(value) && Number(value) <= 65_535;

const filled = (required: boolean): Variable => ({ required, isValid: isFilled, expected: 'must not be empty' });
const url: Variable = { required: false, isValid: isHttpUrl, expected: 'must be an http or https URL' };

const VARIABLES = {
  SIMULATOR_HOST: filled(false),
  SIMULATOR_PORT: { required: true, isValid: isPort, expected: 'must be a port number' },
  SIMULATOR_PUBLIC_URL: url,
  SIMULATOR_CLIENT_ID: filled(true),
  SIMULATOR_CLIENT_SECRET: filled(true),
  SIMULATOR_CALLBACK_SECRET: {
    required: true,
    isValid: (value) => /^([0-9a-fA-F]{2})+$/.test(value),
    expected: 'must be an even number of hex digits',
  },
  SIMULATOR_WEBHOOK_SECRET: filled(true),
  SIMULATOR_WEBHOOK_URL: url,
  SIMULATOR_STATE_FILE: filled(false),
} as const satisfies Record<string, Variable>;

type Name = keyof typeof VARIABLES;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the environment, a sentence each, by the variable's name. */
export function problemsOf(env: Environment): string[] {
  const unknown = Object.keys(env).filter((name) => name.startsWith('SIMULATOR_') && !Object.hasOwn(VARIABLES, name));
  const wrong = Object.entries<Variable>(VARIABLES).flatMap(([name, { required, isValid, expected }]) => {
    const value = env[name];
    if (value === undefined) return required ? [`${name} is missing: ${expected}`] : [];
    return isValid(value) ? [] : [`${name} ${expected}`];
  });
  return [...wrong, ...unknown.map((name) => `${name} is not known`)];
}

/** The options that the environment describes; call only when `problemsOf` found nothing. */
export function optionsOf(env: Environment): SimulatorOptions {
  const value = (name: Name): string => env[name] ?? '';
  const optional = <Key extends string>(key: Key, name: Name): { [K in Key]?: string } =>
    (env[name] === undefined ? {} : { [key]: env[name] }) as { [K in Key]?: string };
  return {
    port: Number(value('SIMULATOR_PORT')),
    ...optional('host', 'SIMULATOR_HOST'),
    ...optional('publicUrl', 'SIMULATOR_PUBLIC_URL'),
    ...optional('webhookUrl', 'SIMULATOR_WEBHOOK_URL'),
    ...optional('stateFile', 'SIMULATOR_STATE_FILE'),
    credentials: {
      clientId: value('SIMULATOR_CLIENT_ID'),
      clientSecret: value('SIMULATOR_CLIENT_SECRET'),
      callbackSecret: value('SIMULATOR_CALLBACK_SECRET'),
      webhookSecret: value('SIMULATOR_WEBHOOK_SECRET'),
    },
  };
}
