import { writeFileSync } from 'node:fs';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { problemOf } from '../../../clients/http/error-handler';
import { orderErrorOf } from '../../../clients/order-errors';
import type { FailureType } from '../../../workflows/contract/common';
import { errorsPage, FAILURES, VERDICTS } from './errors-page';
import { codesInTheCode, codesOfOrders, GATEWAY_CODES } from './order-codes';
import { pathOf, read, tableAfter } from './repository';

const PAGE = 'docs/errors.md';

describe('docs/errors.md', () => {
  it('says what the code says (UPDATE_DOCS=1 writes it anew)', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(pathOf(PAGE), errorsPage());
    expect(read(PAGE)).toBe(errorsPage());
  });

  it.each(Object.keys(FAILURES) as FailureType[])('shows the problem that an update failed as %s becomes', (type) => {
    const failed = new WorkflowUpdateFailedError('failed', ApplicationFailure.create({ type, message: 'no' }));
    expect(problemOf(orderErrorOf(failed, 'ORD-1')).slug).toBe(FAILURES[type].problem);
  });

  it('explains every code of the product', () => {
    const explained = codesOfOrders().map(([code]) => code);
    expect(codesInTheCode().length).toBeGreaterThan(30);
    expect(codesInTheCode().filter((code) => !explained.includes(`\`${code}\``))).toEqual([]);
  });

  it('explains every code that the gateway documents, and no other one as the word of the gateway', () => {
    const documented = tableAfter(read('docs/gateway.md'), '## 2. Errors').flatMap(([, codes = '']) => [
      ...codes.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b|\bUNAUTHORIZED\b/g),
    ]);
    expect(new Set(Object.keys(GATEWAY_CODES))).toEqual(new Set(documented.map(([code]) => code)));
  });

  it('has every code with which a message is refused', () => {
    const verdicts = VERDICTS.flatMap((file) => [...read(file).matchAll(/\bdenied\(\s*'([a-z-]+)'/g)]);
    expect(verdicts.length).toBeGreaterThan(10);
    const page = read(PAGE);
    expect(verdicts.map(([, code = '']) => code).filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});
