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

module.exports = { layersOfTheCore };
