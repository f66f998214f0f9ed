import type { Attention } from '../../../workflows/domain/call/trouble';
import { createAnnouncer } from '../../../workflows/engine/announcing';

const said: unknown[][] = [];
jest.mock('@temporalio/workflow', () => ({
  log: {
    warn: (...line: unknown[]) => said.push(['warn', ...line]),
    info: (...line: unknown[]) => said.push(['info', ...line]),
  },
}));
beforeEach(() => (said.length = 0));

const NAMES = { reference: 'ORD-1' };
const parked = (code: string, details: Attention['details']): Attention => ({
  code,
  details,
  since: '2026-01-05T10:00:00.000Z',
});
const FREE = null;
const REFUSED = parked('refused', { call: 'capture', code: 'X' });
const DOUBT = parked('call-in-doubt', { call: 'capture' });
const waits = (code: string) => ['warn', 'An order waits for a person', { reference: 'ORD-1', code }];

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
});
