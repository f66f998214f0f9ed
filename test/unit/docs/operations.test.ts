import { writeFileSync } from 'node:fs';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract';
import { TROUBLES } from '../../../workflows/domain/trouble';
import { table } from './errors-page';
import { pathOf, read, tableAfter } from './repository';

const HEADING = '## What each reason means';
const { UPDATE_DOCS } = process.env;

const rows = Object.entries(TROUBLES).map(([code, { says, advice }]) => [
  `\`${code}\``,
  says.replace(/\{\w+\}/g, '…'),
  advice,
]);

describe('the page for operators', () => {
  it('has every reason to call a person, with what to do, and no other', () => {
    const page = read('docs/operations.md');
    if (UPDATE_DOCS) {
      const [before = '', after = ''] = page.split(new RegExp(`(?<=${HEADING}\\n\\n)(?:\\|.*\\n)*`));
      writeFileSync(
        pathOf('docs/operations.md'),
        `${before}${table(['Code', 'Reason', 'What to press'], rows)}\n${after}`,
      );
    }
    expect(tableAfter(read('docs/operations.md'), HEADING)).toEqual(rows);
  });

  it('filters by search attributes that there are', () => {
    const queries = tableAfter(read('docs/operations.md'), '## Find them').map(([, query = '']) => query);
    expect(queries.length).toBeGreaterThan(4);
    const known = [...Object.keys(SEARCH_ATTRIBUTES), 'WorkflowType', 'ExecutionStatus'];
    for (const query of queries)
      for (const [, name = ''] of query.matchAll(/(?:^`|AND )(\w+)/g)) expect(known).toContain(name);
  });
});
