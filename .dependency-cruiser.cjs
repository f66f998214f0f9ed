const { layersOfTheCore, layersOfTheWorkflows } = require('./.dependency-cruiser.core.cjs');

/**
 * Who may import whom. Each row says what a folder may import, and why no more: `values` freely, `types` only by
 * `import type`, `node` the modules of Node. Whatever is not in its row is an error.
 */
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
const temporal = (...names) => npm(...names.map((name) => `@temporalio/${name}`));

/** Small pure tables and functions that the edge needs to speak of orders as the core does. */
const WORDS_OF_THE_CORE =
  '^workflows/domain/(values/|holds/exposure|order/(terms|wish-kinds|view/states)|refund/states|gateway/snapshot)';
const CONTRACT = '^workflows/contract/';
const MESSAGES = '^workflows/contract/[a-z]+-messages[.]ts$';

/** Files of clients/ that look at requests, cards and OTPs before the order client sees anything of them. */
const CHECKING_REQUESTS = 'buyer-desk|cards|checked|message-catalogue|request-schemas|text-schemas';

const ROWS = [
  ...layersOfTheCore,
  {
    name: 'contract-imports-types',
    comment: 'Every process reads the contract: it must drag nothing along.',
    from: { path: CONTRACT, pathNot: MESSAGES },
    types: [CONTRACT, '^workflows/domain/'],
  },
  {
    name: 'messages-import-definitions',
    comment: 'Clients load the messages outside the sandbox: definitions, and nothing that runs.',
    from: { path: MESSAGES },
    values: [temporal('workflow')],
    types: [CONTRACT, '^workflows/domain/'],
  },
  {
    name: 'failure-converter-imports-common',
    comment: 'The SDK loads it by its path, inside the sandbox and outside of it.',
    from: { path: '^workflows/failure-converter[.]ts$' },
    values: [temporal('common')],
  },
  ...layersOfTheWorkflows,
  {
    name: 'worker-registers-workflows',
    comment: 'The one file that the bundle starts from puts the workflows together, and has nothing of its own.',
    from: { path: '^workflows/index[.]ts$' },
    values: ['^workflows/(audit|engine|order|refund)/'],
  },
  {
    name: 'gateway-knows-no-temporal',
    comment:
      'The client of the gateway is a library of its own. It speaks in snapshots, so it takes their types and the ' +
      'bounds of amounts from the core; and it puts what is secret into a Secret, which refuses to be printed.',
    from: { path: '^activities/gateway/' },
    node: true,
    values: [
      '^activities/gateway/',
      '^activities/vault/secret[.]ts$',
      '^workflows/domain/values/money[.]ts$',
      npm('axios', 'zod'),
    ],
    types: ['^activities/vault/', '^workflows/domain/'],
  },
  {
    name: 'vault-knows-no-temporal',
    comment: 'The vault runs in a process of its own, and knows neither orders nor the engine.',
    from: { path: '^activities/vault/' },
    node: true,
    values: ['^activities/vault/', npm('zod')],
    types: ['^workflows/domain/values/secret-refs[.]ts$'],
  },
  {
    name: 'activities-stay-thin',
    comment: 'An activity is one call of the gateway or the vault; what an answer means is for the core to say.',
    from: { path: '^activities/', pathNot: '^activities/(gateway|vault)/' },
    values: ['^activities/', temporal('activity', 'common')],
    types: [CONTRACT, '^workflows/domain/'],
  },
  {
    name: 'signatures-import-crypto',
    comment: 'What decides whether a message is genuine can be read alone, and lifted out.',
    from: { path: '^clients/callbacks/' },
    values: ['^(node:)?crypto$'],
    types: ['^clients/callbacks/'],
  },
  {
    name: 'temporal-clients-import-the-engine',
    comment:
      'Connection and codec. A codec handles payloads as the wire has them (proto), and the data converter names the ' +
      'failure converter by its path.',
    from: { path: '^clients/temporal/' },
    node: true,
    values: [
      '^clients/temporal/',
      '^workflows/failure-converter[.]ts$',
      temporal('client', 'common', 'envconfig', 'proto'),
    ],
  },
  {
    name: 'http-imports-no-engine',
    comment: 'The edge asks `Orders`, a port: tests need no engine. Of the vault it needs the port and Secret.',
    from: { path: '^clients/http/' },
    node: true,
    values: [
      '^clients/',
      '^activities/vault/index[.]ts$',
      CONTRACT,
      WORDS_OF_THE_CORE,
      npm('fastify', '@fastify/[^/]+', 'fastify-type-provider-zod', 'pino', 'prom-client', 'zod'),
    ],
    types: ['^workflows/domain/'],
  },
  {
    name: 'checkout-runs-in-a-browser',
    comment: 'The page is served as it stands: no build stands between it and the browser, nothing of others in it.',
    from: { path: '^clients/checkout/' },
    values: ['^clients/checkout/'],
  },
  {
    name: 'order-client-is-a-library',
    comment: 'An order system imports it: no server, no vault, and of the workflow no more than its contract.',
    from: { path: '^clients/[^/]+[.]ts$', pathNot: `^clients/(index|${CHECKING_REQUESTS})[.]ts$` },
    node: true,
    values: ['^clients/[^/]+[.]ts$', CONTRACT, WORDS_OF_THE_CORE, temporal('client', 'common')],
    types: ['^workflows/index[.]ts$', '^workflows/domain/'],
  },
  {
    name: 'requests-are-checked-alike',
    comment:
      'What edge, command line and library make of a request before an order hears of it: schemas, cards, and the ' +
      'vault that takes the secrets. No engine, so that all of it runs in tests without one.',
    from: { path: `^clients/(${CHECKING_REQUESTS})[.]ts$` },
    values: ['^clients/[^/]+[.]ts$', '^activities/vault/index[.]ts$', CONTRACT, WORDS_OF_THE_CORE, npm('zod')],
  },
  {
    name: 'library-entry-connects',
    comment: 'The one file that integrators import puts the library together, and has nothing of its own.',
    from: { path: '^clients/index[.]ts$' },
    values: [
      '^clients/[^/]+[.]ts$',
      '^clients/temporal/',
      '^activities/vault/index[.]ts$',
      CONTRACT,
      WORDS_OF_THE_CORE,
    ],
  },
  {
    name: 'cli-asks-ports',
    comment: 'The commands know neither engine nor environment: the process gives them orders, terminal and clock.',
    from: { path: '^clients/cli/' },
    node: true,
    values: [
      '^clients/cli/',
      '^clients/[^/]+[.]ts$',
      '^activities/vault/index[.]ts$',
      CONTRACT,
      WORDS_OF_THE_CORE,
      npm('commander', 'zod'),
    ],
  },
  {
    name: 'examples-import-the-library',
    comment: 'An example shows what integrators can do: they have the entry of the library, and nothing behind it.',
    from: { path: '^examples/' },
    node: true,
    values: ['^examples/', '^clients/index[.]ts$'],
  },
  {
    name: 'simulator-is-a-second-reading',
    comment:
      'It reads the contract of the gateway by itself: what it shared with the product, no test could find wrong.',
    from: { path: '^simulator/' },
    node: true,
    values: ['^simulator/', npm('fastify', '@fastify/[^/]+', 'zod')],
  },
  {
    name: 'tools-import-node',
    comment: 'They run before the dependencies are installed.',
    from: { path: '^tools/' },
    node: true,
    values: ['^tools/'],
  },
];

/** One rule for what is not in the row at all, and one for what is in it as a type. */
function rulesOf({ name, comment, from, values = [], types = [], node = false }) {
  const strangers = { pathNot: [...values, ...types], ...(node && { dependencyTypesNot: ['core'] }) };
  const rules = [{ name, comment, severity: 'error', from, to: strangers }];
  if (types.length > 0) {
    const to = { path: types, dependencyTypesNot: ['type-only'], ...(values.length > 0 && { pathNot: values }) };
    rules.push({ name: `${name}-only-types`, comment, severity: 'error', from, to });
  }
  return rules;
}

module.exports = {
  forbidden: [
    ...ROWS.flatMap(rulesOf),
    {
      name: 'every-folder-has-a-row',
      comment: 'A new folder is not free to import anything: give it a row.',
      severity: 'error',
      from: {
        path: '^(workflows|activities|clients|simulator|examples|tools)/',
        pathNot: ROWS.map(({ from }) => from.path),
      },
      to: {},
    },
    {
      name: 'workers-import-no-stand-ins',
      comment: 'The composition root puts everything together but what stands in for the world.',
      severity: 'error',
      from: { path: '^workers/' },
      to: { path: '^(test|simulator)/' },
    },
    {
      name: 'nobody-imports-workers',
      comment: 'They are processes: importing one would start it.',
      severity: 'error',
      from: { pathNot: '^(workers|test)/' },
      to: { path: '^workers/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one subject, or hide a third; also where they share types only.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'What runs in production is a dependency, and is found.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    // Paths handed to the SDK, which loads them by itself.
    exoticRequireStrings: ['require.resolve'],
  },
};
