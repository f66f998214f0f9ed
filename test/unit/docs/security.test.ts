import { parseApiKey } from '../../../clients/api-keys';
import { SCOPES } from '../../../clients/scopes';
import { plain, read, tableAfter } from './repository';

describe('docs/security.md', () => {
  const page = read('docs/security.md');

  it('says of every scope what it opens', () => {
    const rows = tableAfter(page, '## Keys').map(([scope, meaning]) => [plain(scope), meaning]);
    expect(rows).toEqual(Object.entries(SCOPES));
  });

  it('shows keys of the form that is taken', () => {
    const [, sample = ''] = /```\n([^`]*)```/.exec(page) ?? [];
    const lines = sample
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    const keys = lines.map((line) => parseApiKey(line.replace('9f2c…', '9f2c'.repeat(16))));
    expect(keys.map((key) => key?.name)).toEqual(['web', 'checkout', 'support']);
  });
});
