import fc from 'fast-check';
import { endSureAt, joinSightings, statusOf } from '../../../workflows/domain/facts/sightings';
import type { Sightings } from '../../../workflows/domain/facts/sightings';
import type { PaymentStatus } from '../../../workflows/domain/gateway/snapshot';
import { MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { START } from '../../support/core/words';

/** A status, how the gateway stamps it (null: not at all), and when we saw it; both in milliseconds. */
type Seen = readonly [status: PaymentStatus, stampMs: number | null, seenMs: number];

const sightings = (seen: readonly Seen[]): Sightings =>
  seen.reduce<Sightings>((all, [status, stampMs, seenMs]) => {
    const [stamp, at] = [stampMs === null ? null : plus(START, stampMs), plus(START, seenMs)];
    const one = { stamp, firstAt: at, lastAt: at };
    return { ...all, [status]: all[status] ? joinSightings(all[status], one) : one };
  }, {});

const HOUR = 60 * MINUTE_MS;

describe('the status of a payment, from when what was seen of it', () => {
  it.each<[string, PaymentStatus, readonly Seen[]]>([
    [
      'PENDING is below everything',
      'failed',
      [
        ['failed', 0, 0],
        ['pending', 9, HOUR],
      ],
    ],
    [
      'PENDING is below a hold',
      'authorised',
      [
        ['authorised', 0, 0],
        ['pending', 9, HOUR],
      ],
    ],
    [
      'PROCESSED is above everything',
      'captured',
      [
        ['captured', 0, 0],
        ['voided', 9, HOUR],
      ],
    ],
    [
      'a late authorisation overtakes a failure',
      'authorised',
      [
        ['failed', 1, 0],
        ['authorised', 2, 1],
      ],
    ],
    [
      'also where its stamp says the contrary',
      'authorised',
      [
        ['failed', 2, 0],
        ['authorised', 1, HOUR],
      ],
    ],
    [
      'a release that is stamped and seen later ends the hold',
      'voided',
      [
        ['authorised', 1, 0],
        ['voided', 2, 5_000],
      ],
    ],
    [
      'one that may be a stale read does not yet',
      'authorised',
      [
        ['authorised', 1, 0],
        ['voided', 2, 4_999],
      ],
    ],
    [
      'one whose stamp says the contrary ends it after a minute',
      'failed',
      [
        ['authorised', 2, 0],
        ['failed', 1, MINUTE_MS],
      ],
    ],
    [
      'and not before',
      'authorised',
      [
        ['authorised', 2, 0],
        ['failed', 1, MINUTE_MS - 1],
      ],
    ],
    [
      'a tie of stamps says nothing',
      'authorised',
      [
        ['authorised', 1, 0],
        ['voided', 1, 30_000],
      ],
    ],
    [
      'neither does a missing one',
      'authorised',
      [
        ['authorised', null, 0],
        ['voided', 1, 30_000],
      ],
    ],
    [
      'a hold that shows again is one again',
      'authorised',
      [
        ['authorised', 1, 0],
        ['failed', 2, HOUR],
        ['authorised', 3, HOUR + 1],
      ],
    ],
    [
      'of two ends the one that was seen last counts',
      'failed',
      [
        ['voided', 1, 0],
        ['failed', 1, HOUR],
      ],
    ],
    [
      'what cannot be read is below everything',
      'pending',
      [
        ['unknown', 2, HOUR],
        ['pending', 1, 0],
      ],
    ],
    ['alone, what cannot be read stays unknown', 'unknown', [['unknown', 1, 0]]],
  ])('%s', (_, expected, seen) => {
    expect(statusOf(sightings(seen))).toBe(expected);
    expect(statusOf(sightings([...seen].reverse()))).toBe(expected);
  });
});

describe('core rule 17: of an end that is not believed yet', () => {
  it('is asked again when it can be', () => {
    expect(
      endSureAt(
        sightings([
          ['authorised', 1, 0],
          ['voided', 2, 1_000],
        ]),
      ),
    ).toBe(plus(START, 5 * SECOND_MS));
    expect(
      endSureAt(
        sightings([
          ['authorised', 2, 0],
          ['voided', 1, 1_000],
        ]),
      ),
    ).toBe(plus(START, MINUTE_MS));
  });

  it.each<[string, readonly Seen[]]>([
    ['there is none', [['authorised', 1, 0]]],
    [
      'it is believed',
      [
        ['authorised', 1, 0],
        ['voided', 2, HOUR],
      ],
    ],
    [
      'the hold was seen after it',
      [
        ['failed', 1, 0],
        ['authorised', 2, 1_000],
      ],
    ],
  ])('nothing is asked where %s', (_, seen) => {
    expect(endSureAt(sightings(seen))).toBeNull();
  });
});

it('whatever the stamps, a hold that was seen last is on hold', () => {
  const ended = fc.record({ status: fc.constantFrom<PaymentStatus>('failed', 'voided'), stampMs: fc.integer() });
  fc.assert(
    fc.property(fc.array(ended, { maxLength: 4 }), fc.integer(), (ends, stampMs) => {
      const small = (ms: number): number => ms % 1e9;
      const before = ends.map(({ status, stampMs: ms }, index): Seen => [status, small(ms), index]);
      expect(statusOf(sightings([...before, ['authorised', small(stampMs), HOUR]]))).toBe('authorised');
    }),
  );
});

it('clocks that are all off by the same amount change nothing', () => {
  const seen = fc.tuple(
    fc.constantFrom<PaymentStatus>('pending', 'failed', 'authorised', 'voided'),
    fc.nat({ max: 200_000 }),
  );
  fc.assert(
    fc.property(fc.array(seen, { minLength: 1, maxLength: 6 }), fc.integer({ min: -1e9, max: 1e9 }), (all, offMs) => {
      const sorted = [...all].sort(([, a], [, b]) => a - b);
      const by = (off: number): PaymentStatus =>
        statusOf(sightings(sorted.map(([status, ms]) => [status, ms + off, ms])));
      expect(by(offMs)).toBe(by(0));
    }),
  );
});
