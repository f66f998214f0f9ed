import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACT_NAMES } from '../../../simulator/acts';
import { faultRuleSchema } from '../../../simulator/fault-rules';
import { defaultSettings } from '../../../simulator/settings';
import { webhookRuleSchema } from '../../../simulator/webhooks';

const readme = readFileSync(join(__dirname, '../../../simulator/README.md'), 'utf8');

/** The row of the table that tells of a route. */
const rowOf = (route: string): string => readme.split('\n').find((line) => line.includes(route)) ?? '';
const kindsOf = ({ shape }: typeof faultRuleSchema | typeof webhookRuleSchema): string[] =>
  shape.action.options.map((option) => option.shape.kind.value);

describe('the README', () => {
  it.each<[string, readonly string[]]>([
    ['/control/orders/:id/<act>', ACT_NAMES],
    ['/control/faults', kindsOf(faultRuleSchema)],
    ['/control/webhook-faults', kindsOf(webhookRuleSchema)],
    ['/control/settings', Object.keys(defaultSettings())],
  ])('names everything that %s takes', (route, names) => {
    expect(names.length).toBeGreaterThan(4);
    expect(names.filter((name) => !rowOf(route).includes(`\`${name}\``))).toEqual([]);
  });
});
