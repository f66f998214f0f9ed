import { CALL_LIFE } from '../../../workflows/domain/call/call-life';
import { table } from './errors-page';
import { read, tableAfter, writeTable } from './repository';

const PAGE = 'docs/core.md';
const LIFE = '## The life of a call';
const { UPDATE_DOCS } = process.env;

describe('the page about the core', () => {
  it('shows the life of a call as the code has it', () => {
    const rows = CALL_LIFE.map(({ from, on, to, why, only }) => [
      from.join(', '),
      only ? `${on} (${only})` : on,
      to,
      why,
    ]);
    if (UPDATE_DOCS) writeTable(PAGE, LIFE, table(['From', 'On', 'To', 'Why'], rows));
    expect(tableAfter(read(PAGE), LIFE)).toEqual(rows);
  });
});
