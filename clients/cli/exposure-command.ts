import type { Command } from 'commander';
import type { Exposure, ExposureSum, TimeToDecision } from '../../workflows/domain/holds/exposure';
import { TIMES_TO_DECISION } from '../../workflows/domain/holds/exposure';
import { formatMoney } from '../../workflows/domain/values/money';
import { tableLines } from './layout';
import type { Columns } from './layout';
import type { CliPorts } from './ports';
import * as running from './running';
import type { CommonFlags } from './running';

export function addExposure(program: Command, ports: CliPorts): void {
  const command = program.command('exposure');
  command.description('Money on hold by the time that is left to decide about it, as of a moment ago');
  running.withWaiting(command).action(async (flags: CommonFlags) => {
    const options = running.callOptions(ports, flags);
    await running.withDesk(ports, async ({ orders }) => {
      const exposure = await orders.exposure(options);
      running.print(ports, flags, exposure, exposureLines(exposure));
    });
  });
}

const TIMES = {
  overdue: 'overdue',
  withinHour: 'less than 1 hour',
  within6Hours: 'less than 6 hours',
  withinDay: 'less than a day',
  within3Days: 'less than 3 days',
  later: 'more, or none yet',
} as const satisfies Record<TimeToDecision, string>;

const COLUMNS: Columns<ExposureSum & { readonly time: string }> = {
  'TIME TO DECISION': ({ time }) => time,
  HOLDS: ({ count }) => String(count),
  'ON HOLD': ({ amount }) => formatMoney(amount),
};

function exposureLines({ total, byTime, parked, ended, truncated }: Exposure): string[] {
  const times = TIMES_TO_DECISION.map((time) => ({ time: TIMES[time], ...byTime[time] }));
  const others = [
    { time: 'waits for a person', ...parked },
    { time: 'workflow has ended', ...ended },
    { time: 'total', ...total },
  ];
  const lines = tableLines(COLUMNS, [...times, ...others], ['HOLDS', 'ON HOLD']);
  return truncated
    ? [...lines, `Not all: only ${total.count} holds were counted, those decided about within a day first.`]
    : lines;
}
