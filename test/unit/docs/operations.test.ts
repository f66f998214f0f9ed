import { SEARCH_ATTRIBUTES } from '../../../workflows/contract/common';
import { TIMES_TO_DECISION } from '../../../workflows/domain/holds/exposure';
import { REFUND_TROUBLES } from '../../../workflows/domain/refund/trouble';
import { TROUBLES } from '../../../workflows/domain/order/rules/trouble';
import { table } from './errors-page';
import { read, tableAfter, writeTable } from './repository';

const PAGE = 'docs/operations.md';
const { UPDATE_DOCS } = process.env;

const rowsOf = (troubles: Readonly<Record<string, { says: string; advice: string }>>) =>
  Object.entries(troubles).map(([code, { says, advice }]) => [`\`${code}\``, says.replace(/\{\w+\}/g, '…'), advice]);

describe('the page for operators', () => {
  it.each([
    ['## What each reason means', rowsOf(TROUBLES)],
    ['## Refunds that wait for a person', rowsOf(REFUND_TROUBLES)],
  ])('%s: has every reason to call a person, with what to do, and no other', (heading, rows) => {
    if (UPDATE_DOCS) writeTable(PAGE, heading, table(['Code', 'Reason', 'What to press'], rows));
    expect(tableAfter(read(PAGE), heading)).toEqual(rows);
  });

  it('has every time to a decision that the exposure tells', () => {
    const keys = tableAfter(read(PAGE), '## The watchdog').map(([, key]) => key);
    expect(keys).toEqual(TIMES_TO_DECISION.map((time) => `\`${time}\``));
  });

  it('filters by search attributes that there are', () => {
    const queries = tableAfter(read(PAGE), '## Find them').map(([, query = '']) => query);
    expect(queries.length).toBeGreaterThan(4);
    const known = [...Object.keys(SEARCH_ATTRIBUTES), 'WorkflowType', 'ExecutionStatus'];
    for (const query of queries)
      for (const [, name = ''] of query.matchAll(/(?:^`|AND )(\w+)/g)) expect(known).toContain(name);
  });
});
