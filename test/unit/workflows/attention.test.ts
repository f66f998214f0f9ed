import { createAnnouncer } from '../../../workflows/attention';

const said: unknown[][] = [];
jest.mock('@temporalio/workflow', () => ({
  log: {
    warn: (...line: unknown[]) => said.push(['warn', ...line]),
    info: (...line: unknown[]) => said.push(['info', ...line]),
  },
}));
beforeEach(() => (said.length = 0));

const NAMES = { reference: 'ORD-1' };
const parked = (code: string | null, reason: string) => ({ intents: { attention: { code, reason } } });
const FREE = { intents: { attention: null } };
const REFUSED = parked('refused', 'The gateway refused the capture (X)');
const DOUBT = parked('call-in-doubt', 'The gateway did not say');
const waits = (code: string | null) => ['warn', 'An order waits for a person', { reference: 'ORD-1', code }];

describe('what is said of an order that waits for a person', () => {
  it('is said once for each reason, however often one looks, and taken back once', () => {
    const announce = createAnnouncer('An order', NAMES, FREE);
    for (const order of [FREE, REFUSED, { ...REFUSED }, DOUBT, DOUBT, FREE, FREE]) announce(order);
    expect(said).toEqual([
      waits('refused'),
      waits('call-in-doubt'),
      ['info', 'An order needs no person any more', { reference: 'ORD-1', code: 'call-in-doubt' }],
    ]);
  });

  it('is not said again by the run that goes on, which takes it back', () => {
    const announce = createAnnouncer('An order', NAMES, REFUSED);
    announce({ ...REFUSED });
    expect(said).toEqual([]);
    announce(FREE);
    expect(said).toHaveLength(1);
  });

  it('is said of an order of release 0.1, whose reason has no code', () => {
    createAnnouncer('An order', NAMES, FREE)(parked(null, 'Somebody has to look'));
    expect(said).toEqual([waits(null)]);
  });
});
