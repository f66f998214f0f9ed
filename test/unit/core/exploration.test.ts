import fc from 'fast-check';
import { REAL_CORE } from '../../support/explorer/core';
import { explore, summaryOf } from '../../support/explorer/explore';
import { SABOTAGES } from '../../support/explorer/sabotages';
import { setupsOf } from '../../support/explorer/setups';
import { plans, walk } from '../../support/explorer/walk';

/* `npm run test:explore` goes further. */

describe('every interleaving up to a bound keeps every promise about money, and ends finished or truthfully parked', () => {
  it.each(setupsOf('test').map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
    const explored = explore(setup, REAL_CORE);
    expect(explored.story).toBeNull();
    expect(explored.states).toBeGreaterThan(100);
    process.stdout.write(`${summaryOf(explored)}\n`);
  });
});

describe('the explorer finds a core that', () => {
  it.each(SABOTAGES.map((sabotage) => [sabotage.name, sabotage] as const))('%s', (_, { core, setup }) => {
    const { story, states } = explore(setup, core);
    expect(story).toMatch(/^[A-Z].*\n {2}.*\n {2}\+/);
    // Not because of what the real core does in the same circumstances.
    if (core !== REAL_CORE) expect(explore(setup, REAL_CORE, states).story).toBeNull();
  });
});

/** Fixed, so that a build is red for what it changed and for nothing else. */
const SEED = 20_261_121;

it('keeps every promise about money, and ends finished or parked, whatever the gateway and the network do', () => {
  fc.assert(
    fc.property(plans(60), (plan) => walk(plan, REAL_CORE)),
    { seed: SEED, numRuns: 400 },
  );
});
