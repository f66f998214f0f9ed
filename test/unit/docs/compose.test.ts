import { existsSync } from 'node:fs';
import { parse } from 'yaml';
import devServer from '../../../tools/dev-server.json';
import { problemsOf } from '../../../simulator/config';
import { loadConfig } from '../../../workers/config';
import { environment } from '../../../workers/config-schema';
import type { Section } from '../../../workers/config';
import { PUBLISHED_SAMPLES } from '../../../workers/published-samples';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract/common';
import { pathOf, read } from './repository';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ulimits?: Readonly<Record<string, number>>;
  readonly network_mode?: string;
}
interface Composition {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const text = read('docker-compose.yml');
/** What has to be set, as the comment at the top has it made. */
const REQUIRED: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'a'.repeat(32),
  ENCRYPTION_KEYS: `main:${Buffer.alloc(32, 1).toString('base64')}`,
  API_KEYS: `shop:${'b'.repeat(32)}:place+read+decide+refund+cards:shop=main,support:${'c'.repeat(32)}:read+operator`,
  CHECKOUT_TOKEN_KEYS: 'd'.repeat(64),
  CODEC_UI_TOKEN: 'c'.repeat(32),
  PLURAL_CLIENT_SECRET: 'd'.repeat(32),
  PLURAL_CALLBACK_SECRET: 'e'.repeat(64),
  PLURAL_WEBHOOK_SECRET: 'f'.repeat(32),
};
/** As compose does it: `${NAME:-default}`, `${NAME:?message}`, `$$`. */
const interpolated = text.replace(
  /\$\$|\$\{([A-Z_]+)(:[-?])([^}]*)\}/g,
  (whole, name?: string, kind?: string, rest = '') =>
    name === undefined ? '$' : (REQUIRED[name] ?? (kind === ':-' ? String(rest) : whole)),
);
const { services, configs, volumes } = parse(interpolated, { merge: true }) as Composition;
const all = Object.entries(services);
/** Those made of our own image, with what each reads. */
const OURS: Readonly<Record<string, readonly Section[]>> = {
  vault: ['vault'],
  worker: ['log', 'temporal', 'gateway', 'vault', 'encryption', 'workerHttp', 'audit'],
  api: ['log', 'temporal', 'callbacks', 'http', 'access', 'checkoutTokens', 'vault', 'encryption', 'orders'],
  codec: ['log', 'codecServer', 'encryption'],
};

describe('docker-compose.yml', () => {
  it('asks for every secret it has no default for, and says at its top how to make them', () => {
    const required = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = '']) => name);
    expect([...new Set(required)].sort()).toEqual(Object.keys(REQUIRED).sort());
    const head = text.slice(0, text.indexOf('\nname:'));
    for (const name of required) expect(head).toContain(`"${name}=`);
  });

  it('brings no secret along: each of a public deployment is its own', () => {
    const known = Object.values(PUBLISHED_SAMPLES).flat();
    expect(known.filter((sample) => text.includes(sample))).toEqual([]);
    for (const name of Object.keys(OURS)) {
      const env = { ...services[name]?.environment, PUBLIC_URL: 'https://holds.example.com' };
      expect(() => loadConfig(env, OURS[name] ?? [])).not.toThrow();
    }
    expect(text).not.toMatch(/(?:SECRET|KEYS?|TOKEN|PASSWORD|PWD): (?!\$\{\w+:\?|web-ui:\$\{\w+:\?)/);
  });

  it('leaves no variable without default or message', () => {
    expect(interpolated).not.toMatch(/\$\{/);
  });

  it('checks the health of everything that goes on running', () => {
    const runsOnce = new Set(
      all.flatMap(([, { depends_on = {} }]) =>
        Object.entries(depends_on).flatMap(([name, { condition }]) =>
          condition === 'service_completed_successfully' ? [name] : [],
        ),
      ),
    );
    for (const [name, { healthcheck, restart }] of all) {
      if (runsOnce.has(name)) expect([name, restart]).toEqual([name, expect.stringMatching(/^on-failure/)]);
      else expect([name, healthcheck?.test.length]).toEqual([name, expect.any(Number)]);
    }
  });

  it('waits only for services that exist, and mounts only what is declared', () => {
    for (const [, { depends_on = {}, volumes: mounts = [], configs: files = [] }] of all) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
      expect(Object.keys(volumes)).toEqual(expect.arrayContaining(mounts.map((mount) => mount.split(':')[0])));
      expect(Object.keys(configs)).toEqual(expect.arrayContaining(files.map(({ source }) => source)));
    }
  });

  it('opens its ports to this machine only, each once', () => {
    const ports = all.flatMap(([, { ports: open = [] }]) => open);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
  });

  it.each(Object.keys(OURS))('configures %s with known variables, completely and rightly', (name) => {
    const env = services[name]?.environment ?? {};
    expect(Object.keys(environment.shape)).toEqual(expect.arrayContaining(Object.keys(env)));
    expect(() => loadConfig(env, OURS[name] ?? [])).not.toThrow();
  });

  it('configures the simulator completely, and as the other side of worker and api', () => {
    const { environment: env = {} } = services['simulator'] ?? {};
    expect(problemsOf(env)).toEqual([]);
    expect(env).toMatchObject({
      SIMULATOR_CLIENT_ID: services['worker']?.environment?.['PLURAL_CLIENT_ID'],
      SIMULATOR_CLIENT_SECRET: services['worker']?.environment?.['PLURAL_CLIENT_SECRET'],
      SIMULATOR_CALLBACK_SECRET: services['api']?.environment?.['PLURAL_CALLBACK_SECRET'],
      SIMULATOR_WEBHOOK_SECRET: services['api']?.environment?.['PLURAL_WEBHOOK_SECRET'],
    });
  });

  it('starts programs that exist, without core dumps', () => {
    const ours = all.filter(([, { build }]) => build !== undefined);
    expect(ours.map(([name]) => name).sort()).toEqual([...Object.keys(OURS), 'simulator'].sort());
    for (const [name, { command = [], ulimits }] of ours) {
      const source =
        command
          .at(-1)
          ?.replace(/^dist\//, '')
          .replace(/\.js$/, '.ts') ?? '';
      expect([name, existsSync(pathOf(source)), ulimits]).toEqual([name, true, { core: 0 }]);
    }
  });

  it('shares the vault between its three users and shows it to no network', () => {
    const users = all.filter(([, { volumes: mounts = [] }]) => mounts.some((mount) => mount.startsWith('vault:')));
    expect(users.map(([name]) => name).sort()).toEqual(['api', 'vault', 'worker']);
    expect(services['vault']?.network_mode).toBe('none');
  });

  it('gives the Temporal server the settings and search attributes that the code needs', () => {
    const settings = Object.entries(
      parse(configs['temporal-settings']?.content ?? '') as Record<string, { value: unknown }[]>,
    );
    for (const [name, [entry]] of settings)
      expect(entry?.value).toBe(devServer.dynamicConfig[name as keyof typeof devServer.dynamicConfig]);
    expect(settings).toHaveLength(4);
    const setup = services['temporal-setup']?.command?.join() ?? '';
    const created = [...setup.matchAll(/--name (\w+) --type (\w+)/g)].map(([, name = '', type = '']) => [
      name,
      type.toUpperCase(),
    ]);
    expect(Object.fromEntries(created)).toEqual(SEARCH_ATTRIBUTES);
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  it('is Debian, since the Temporal SDK has no build for musl, and runs as nobody special', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(bases).toEqual(bases.map(() => 'node:22-bookworm-slim'));
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it('is built from what the build needs', () => {
    const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
    const sent = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, name]) => name);
    expect(sent).toEqual(
      expect.arrayContaining([...include, 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']),
    );
  });
});
