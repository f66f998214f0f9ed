import { ORDER_SUBJECTS } from '../../explorer/order/setups';
import { REFUND_SUBJECTS } from '../../explorer/refunds/setups';
import { SABOTAGES } from '../../explorer/subjects';
import { table } from './errors-page';
import { read, tableAfter, writeTable } from './repository';

const PAGE = 'docs/guarantees.md';
const BOUND = '**The bound**';
const { UPDATE_DOCS } = process.env;

describe('the page about guarantees', () => {
  it('tells how far the core is explored', () => {
    const rows = Object.entries({ ...ORDER_SUBJECTS, ...REFUND_SUBJECTS }).map(([what, { faults }]) => [
      what,
      ...faults.map((fault) => String(fault ?? '-')),
    ]);
    if (UPDATE_DOCS) writeTable(PAGE, BOUND, table(['What', 'Faults in `npm test`', 'In the full proof'], rows));
    expect(tableAfter(read(PAGE), BOUND)).toEqual(rows);
  });

  it('tells how many rules are taken away', () => {
    const count = new Intl.NumberFormat('en').format(SABOTAGES.length);
    expect(read(PAGE)).toContain(`**The judge is judged.** ${count} times`);
  });
});
