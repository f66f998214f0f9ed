import returnVectors from '../../vectors/return-callback.json';
import webhookVectors from '../../vectors/webhook.json';

interface VectorFile {
  readonly numberOfTests: number;
  readonly notes: Readonly<Record<string, string>>;
  readonly testGroups: readonly {
    readonly tests: readonly { readonly tcId: number; readonly flags: readonly string[] }[];
  }[];
}

describe.each<[string, VectorFile]>([
  ['webhook.json', webhookVectors],
  ['return-callback.json', returnVectors],
])('the vectors of %s', (_file, { numberOfTests, notes, testGroups }) => {
  const tests = testGroups.flatMap((group) => group.tests);

  it('are numbered without a gap', () => {
    expect(tests.map(({ tcId }) => tcId)).toEqual(Array.from({ length: numberOfTests }, (_, index) => index + 1));
  });

  it('carry flags that each say which mistake they hunt', () => {
    expect([...new Set(tests.flatMap(({ flags }) => flags))].sort()).toEqual(Object.keys(notes).sort());
  });
});
