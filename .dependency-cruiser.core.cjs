/**
 * Folders of the core, each with those that lie below it: what two share lies below both. The core is pure: it is read
 * without knowing the engine, and explored by millions of states.
 */
const CORE = {
  values: [],
  gateway: ['values'],
  call: ['gateway', 'values'],
  facts: ['gateway', 'values'],
  order: ['facts', 'call', 'gateway', 'values'],
  refund: ['facts', 'call', 'gateway', 'values'],
  holds: ['facts', 'gateway', 'values'],
};

const layersOfTheCore = Object.entries(CORE).map(([folder, below]) => ({
  name: `core-${folder}`,
  comment: `The ${folder} of the core know what lies below them, and nothing else.`,
  from: { path: `^workflows/domain/${folder}/` },
  values: [`^workflows/domain/(${[folder, ...below].join('|')})/`],
}));

/** Folders of workflow code, each with the contract it keeps. They stand on the core and the engine, never on one another. */
const CONTRACTS = { engine: 'common|probe', order: 'common|order', refund: 'common|refund', audit: 'common|audit' };

const layersOfTheWorkflows = Object.entries(CONTRACTS).map(([folder, contracts]) => ({
  name: `workflows-${folder}`,
  comment:
    'Values from outside would put their libraries into the bundle, and their side effects into a replay; what two ' +
    'workflows share belongs to the engine or the core.',
  from: { path: `^workflows/${folder}/` },
  values: [
    `^workflows/(${folder}|engine|domain)/`,
    `^workflows/contract/(${contracts})(-messages)?[.]ts$`,
    '(^|/)node_modules/@temporalio/(workflow|common)/',
  ],
  types: ['^activities/index[.]ts$'],
}));

module.exports = { layersOfTheCore, layersOfTheWorkflows };
