import { audit } from '../../../simulator/audit';
import type { EffectCause, EffectKind, LedgerEntry } from '../../../simulator/effects';
import { Ledger } from '../../../simulator/ledger';

type Line = readonly [EffectKind, number, EffectCause?, string?];

const entry = ([kind, amount, cause = 'capture', paymentId = 'p1']: Line): LedgerEntry => ({
  at: '2026-01-05T10:00:00.000Z',
  kind,
  amount,
  cause,
  paymentId,
});

describe('the audit of effects', () => {
  it.each<[string, readonly Line[], readonly string[]]>([
    [
      'a full capture is in order',
      [
        ['authorised', 100],
        ['captured', 100],
        ['refunded', 60],
        ['refunded', 40],
      ],
      [],
    ],
    [
      'a partial one with its remainder, too',
      [
        ['authorised', 100],
        ['captured', 60],
        ['released', 40, 'remainder'],
      ],
      [],
    ],
    [
      'a second hold after the first was released',
      [
        ['authorised', 100],
        ['released', 100],
        ['authorised', 100, 'capture', 'p2'],
        ['released', 100, 'cancel', 'p2'],
      ],
      [],
    ],
    [
      'captured twice',
      [
        ['authorised', 100],
        ['captured', 50],
        ['captured', 50],
      ],
      ['captured-twice'],
    ],
    [
      'captured after release',
      [
        ['authorised', 100],
        ['released', 100],
        ['captured', 100],
      ],
      ['captured-after-release'],
    ],
    [
      'captured more than held',
      [
        ['authorised', 100],
        ['captured', 101],
      ],
      ['captured-more-than-held'],
    ],
    ['captured what was never authorised', [['captured', 1]], ['captured-more-than-held']],
    [
      'released twice',
      [
        ['authorised', 100],
        ['released', 100],
        ['released', 100],
      ],
      ['released-more-than-held'],
    ],
    [
      'refunded more than captured',
      [
        ['authorised', 100],
        ['captured', 100],
        ['refunded', 60],
        ['refunded', 41],
      ],
      ['refunded-more-than-captured'],
    ],
    [
      'two holds',
      [
        ['authorised', 100],
        ['authorised', 100, 'capture', 'p2'],
        ['released', 100],
        ['released', 100, 'cancel', 'p2'],
      ],
      ['two-holds'],
    ],
    [
      'a hold beside a capture',
      [
        ['authorised', 100],
        ['captured', 100],
        ['authorised', 100, 'late-authorisation', 'p2'],
        ['released', 100, 'cancel', 'p2'],
      ],
      ['hold-beside-capture'],
    ],
    [
      'a hold that lapsed',
      [
        ['authorised', 100],
        ['released', 100, 'lapse'],
      ],
      ['hold-lapsed'],
    ],
    [
      'a hold at the end',
      [
        ['authorised', 100],
        ['captured', 60],
      ],
      ['held-at-end'],
    ],
    [
      'an overdrawn payment does not hide a hold',
      [
        ['authorised', 100],
        ['captured', 100],
        ['captured', 100],
        ['authorised', 50, 'late-authorisation', 'p2'],
      ],
      ['captured-twice', 'hold-beside-capture', 'held-at-end'],
    ],
  ])('%s', (_what, lines, rules) => {
    expect(audit(lines.map(entry), true).map(({ rule }) => rule)).toEqual(rules);
  });

  it('calls a hold a violation only at the end', () => {
    expect(audit([entry(['authorised', 100])], false)).toEqual([]);
  });
});

describe('the ledger', () => {
  it('adds up the effects and hides nothing, not even a negative hold', () => {
    const ledger = new Ledger();
    for (const line of [
      ['authorised', 100],
      ['captured', 100],
      ['captured', 100],
    ] as const)
      ledger.book('order', entry(line));
    ledger.count('order', 'capture');
    const statement = ledger.statement('order');
    expect(statement).toMatchObject({
      authorised: 100,
      captured: 200,
      released: 0,
      refunded: 0,
      held: -100,
      orderId: null,
    });
    expect([statement.mutatingCalls.capture, statement.entries.length]).toEqual([1, 3]);
  });
});
