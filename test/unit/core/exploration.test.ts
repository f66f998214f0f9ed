import fc from 'fast-check';
import { summaryOf } from '../../explorer/explore';
import { plans, walkBy } from '../../explorer/plans';
import { SABOTAGES, subjectsOf } from '../../explorer/subjects';

/* `npm run test:explore` goes further. */

describe('every interleaving up to a bound keeps every promise about money, and ends finished or truthfully parked', () => {
  it.each(subjectsOf('test').map((subject) => [subject.name, subject] as const))('%s', (_, subject) => {
    const explored = subject.explore();
    expect(explored.story).toBeNull();
    expect(explored.states).toBeGreaterThan(30);
    process.stdout.write(`${summaryOf(explored)}\n`);
  });
});

describe('the explorer finds a core that', () => {
  it.each(SABOTAGES.map((sabotage) => [sabotage.name, sabotage] as const))('%s', (_, { sabotaged, real }) => {
    const { story, states } = sabotaged.explore();
    expect(story).toMatch(/^[A-Z].*\n {2}.*\n {2}\+/);
    // Not because of what the real core does in the same circumstances.
    if (real) expect(real.explore(states).story).toBeNull();
  });
});

/** Fixed, so that a build is red for what it changed and for nothing else. */
const SEED = 20_261_121;

it('keeps every promise about money, and ends finished or parked, whatever the gateway and the network do', () => {
  fc.assert(fc.property(plans(60), walkBy), { seed: SEED, numRuns: 500 });
});
