import { randomOf } from './rules';
import type { Settings } from './settings';

type StampSettings = Pick<Settings, 'timestampDigits' | 'stampOffsetMs' | 'stampJitterMs' | 'stampZone'>;

/** An instant as the gateway writes it: ISO 8601 with so many fraction digits, by a clock that may be off. */
export function stamp(atMs: number, settings: StampSettings, digits = settings.timestampDigits): string {
  const [seconds, fraction] = new Date(atMs + settings.stampOffsetMs).toISOString().slice(0, -1).split('.') as [
    string,
    string,
  ];
  const zone = settings.stampZone === 'Z' ? 'Z' : '';
  return digits === 0 ? `${seconds}${zone}` : `${seconds}.${fraction.padEnd(digits, '0')}${zone}`;
}

/** The stamp of an update: the same one however often it is read. */
export function updateStamp(id: string, atMs: number, settings: StampSettings): string {
  const share = settings.stampJitterMs === 0 ? 0 : 2 * randomOf(`${id}|${atMs}`)() - 1;
  return stamp(atMs + Math.round(share * settings.stampJitterMs), settings);
}
