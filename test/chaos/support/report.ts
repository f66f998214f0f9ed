import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AdversaryReport, ProfileInput } from '../../../simulator/adversary';
import { FINDINGS } from './auditor';
import type { Ending, Found } from './auditor';

/** What a run of the mix showed. */
export interface ChaosReport {
  readonly seed: number;
  readonly orders: number;
  readonly elapsedS: number;
  readonly kills: Readonly<Record<string, number>>;
  readonly adversary: AdversaryReport;
  /** How many orders ended in which state; those parked by their reason. */
  readonly endings: Readonly<Record<string, number>>;
  /** The same of refunds. */
  readonly refunds: Readonly<Record<string, number>>;
  readonly findings: Readonly<Record<string, number>>;
  /** Orders that neither ended nor are parked, and what Temporal knows of them. */
  readonly stuck: Readonly<Record<string, readonly string[]>>;
  /** Each finding, with what the adversary did to the order and what the order says of itself. */
  readonly found: readonly (Found & { readonly story: readonly string[]; readonly timeline: readonly string[] })[];
}

const sorted = (counts: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(counts).sort(([, a], [, b]) => b - a);

function tally(names: Iterable<string>, zeroes: readonly string[] = []): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(zeroes.map((name) => [name, 0]));
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

export const endingCounts = (endings: Iterable<Pick<Ending, 'state' | 'parkedFor'>>): Record<string, number> =>
  tally([...endings].map(({ state, parkedFor }) => (parkedFor === null ? state : `parked: ${parkedFor}`)));

export const findingCounts = (found: readonly Found[]): Record<string, number> =>
  tally(
    found.map(({ finding }) => finding),
    FINDINGS,
  );

/** The number of faults that were drawn, of all kinds. */
export const faultsDrawn = ({ drawn }: AdversaryReport): number =>
  Object.values(drawn)
    .flatMap((counts) => Object.values(counts))
    .reduce((sum, count) => sum + count, 0);

/** So many are expected before their absence says something: one run in four hundred million draws none. */
const CERTAIN = 20;

/** Faults that should have been drawn in so many calls, and never were. */
export const faultsMissed = ({ calls, drawn }: AdversaryReport, { rates }: ProfileInput): string[] =>
  Object.entries(rates).flatMap(([moment, shares = {}]) =>
    Object.entries(shares)
      .filter(([name, share = 0]) => share * (calls[moment] ?? 0) >= CERTAIN && !drawn[moment]?.[name])
      .map(([name]) => `${moment}: ${name}`),
  );

/** As people read it. */
export function textOf(report: ChaosReport): string {
  const { seed, orders, elapsedS, kills, adversary, endings, refunds, findings, found, stuck } = report;
  const section = (title: string, rows: readonly (readonly [string, number | string])[]): string[] => [
    title,
    ...rows.map(([name, value]) => `  ${name.padEnd(44)} ${String(value).padStart(8)}`),
  ];
  const faults = Object.entries(adversary.drawn).map(([moment, counts]): [string, string] => [
    `${moment} (${adversary.calls[moment] ?? 0})`,
    sorted(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
  ]);
  return [
    `Chaos: ${orders} orders, seed ${seed}, ${elapsedS.toFixed(0)} s`,
    ...section('Killed', Object.entries(kills)),
    ...section('Faults drawn, of calls', [['in all', faultsDrawn(adversary)]]),
    ...faults.map(([moment, counts]) => `  ${moment}: ${counts}`),
    ...section('Orders ended', sorted(endings)),
    ...section('Refunds ended', sorted(refunds)),
    ...section('Findings of the auditor', Object.entries(findings)),
    ...Object.entries(stuck).map(([reference, events]) => `  ! ${reference} is stuck: ${events.join('; ')}`),
    ...found.slice(0, 20).map((one) => `  ! ${one.reference} ${one.finding}: ${one.detail} [${one.story.join('; ')}]`),
  ].join('\n');
}

/** Writes the history of an order that does not move beside the report. */
export function writeHistory(folder: string, reference: string, history: string): void {
  mkdirSync(path.join(folder, 'chaos'), { recursive: true });
  writeFileSync(path.join(folder, 'chaos', `${reference}.json`), history);
}

/** Writes it beside what a running system keeps; says where. */
export function writeReport(folder: string, report: ChaosReport): string {
  const file = path.join(folder, 'chaos', `seed-${report.seed}-orders-${report.orders}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}
