import { CALL_LIFE, stageAfter } from '../../../workflows/domain/call/call-life';
import type { CallEvent, CallStage } from '../../../workflows/domain/call/call-life';
import { anOrder } from '../../support/core/script';
import { says } from '../../support/core/words';

const STAGES: readonly CallStage[] = ['none', 'flight', 'unknown', 'accepted', 'due'];
const EVENTS = [...new Set(CALL_LIFE.map(({ on }) => on))];

/** Where it goes, or that it cannot happen. */
function after(from: CallStage, on: CallEvent, kind: string): CallStage | 'never' {
  try {
    return stageAfter(from, on, kind);
  } catch {
    return 'never';
  }
}

describe('the life of a call', () => {
  it('has at most one row for each stage and event of a kind', () => {
    for (const from of STAGES)
      for (const on of EVENTS)
        for (const kind of ['capture', 'cancel', 'refund']) {
          const rows = CALL_LIFE.filter(
            (row) => row.on === on && row.from.includes(from) && (row.only ?? kind) === kind,
          );
          expect(rows.length).toBeLessThanOrEqual(1);
        }
  });

  it('reaches every stage, and an end from each', () => {
    expect(new Set(CALL_LIFE.map(({ to }) => to))).toEqual(new Set(STAGES));
    for (const from of STAGES.filter((stage) => stage !== 'none')) expect(after(from, 'shown', 'capture')).toBe('none');
  });

  it('sends an accepted capture never again, and an accepted cancel once it is proved absent', () => {
    expect(after('accepted', 'absent', 'capture')).toBe('never');
    expect(after('accepted', 'absent', 'cancel')).toBe('due');
    expect(after('accepted', 'sent', 'capture')).toBe('never');
  });

  it('sends nothing beside what may still happen', () => {
    for (const from of ['flight', 'unknown', 'accepted'] as const) expect(after(from, 'sent', 'capture')).toBe('never');
  });

  it('stops the workflow task, by an error that names call, stage and event, where the table has no row', () => {
    expect(() => stageAfter('none', 'refused', 'capture')).toThrow('A capture that is none cannot be refused');
  });
});

it('a status of the gateway that we do not know stands in the timeline once, as the gateway wrote it', () => {
  const frozen = says('unknown', [], { unknownWords: ['FROZEN'] });
  const { log } = anOrder().registered().sees(frozen).sees(frozen).order.intents;
  expect(log.filter(({ what }) => what.includes('FROZEN'))).toHaveLength(1);
});
