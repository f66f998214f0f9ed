import type { ActivateInput } from '@temporalio/workflow';
import { interceptors, OVERTAKEN } from '../../../workflows/engine/overtaken-tasks';

type Activation = ActivateInput['activation'];
type Jobs = NonNullable<Activation['jobs']>;

const FIRED: Jobs = [{ fireTimer: { seq: 1 } }];
/** An activation of a task that started so many nanoseconds after the second. */
const activation = (nanos: number, historyLength: number, more: Partial<Activation> = {}): Activation => ({
  // As protobuf's numbers print.
  timestamp: { seconds: 1_795_000_000 as never, nanos },
  historyLength,
  jobs: FIRED,
  ...more,
});

/** Gives a cached workflow one activation after the other; how many of them it lived through. */
function lived(...activations: readonly Activation[]): number {
  const activate = interceptors().internals?.[0]?.activate;
  let count = 0;
  for (const one of activations) activate?.({ activation: one, batchIndex: 0 }, () => (count += 1));
  return count;
}

const query = (queryType: string): Activation =>
  activation(123_456_789, 24, { jobs: [{ queryWorkflow: { queryId: 'legacy_query', queryType } }] });

describe('events that no workflow task has begun', () => {
  const TASK = activation(123_456_789, 17);
  const REPLAYED = activation(123_456_789, 17, { isReplaying: true });
  const MORE = activation(123_456_789, 24);
  const NEXT = activation(123_456_790, 30);

  it.each([
    ['a task', TASK],
    ['a replay', REPLAYED],
  ])('are passed over after %s: the workflow does not live through them', (_what, before) => {
    expect(lived(before, MORE)).toBe(1);
  });

  it.each([
    ['the query that brought them', query('order')],
    ['the next task', NEXT],
    ['more of them', activation(123_456_789, 31)],
  ])('make the worker drop the workflow at %s', (_what, next) => {
    expect(() => lived(TASK, MORE, next)).toThrow(OVERTAKEN);
  });

  it.each(['left', 'carried'])(
    'stay away from the query %s, which only runs that have ended are asked',
    (queryType) => {
      expect(lived(REPLAYED, MORE, query(queryType), query(queryType))).toBe(3);
      expect(() => lived(REPLAYED, MORE, query(queryType), NEXT)).toThrow(OVERTAKEN);
    },
  );
});

describe('everything else is lived through', () => {
  it.each<[string, readonly Activation[]]>([
    ['the next task', [activation(123_456_789, 17), activation(123_456_790, 24)]],
    ['more of the same task', [activation(123_456_789, 17), activation(123_456_789, 17)]],
    [
      'a replay, whose tasks are those of the history',
      [activation(123_456_789, 17, { isReplaying: true }), activation(123_456_789, 24, { isReplaying: true })],
    ],
    [
      'a query and the end of the cache, which change nothing',
      [
        activation(123_456_789, 17),
        activation(123_456_789, 24, { jobs: [{ queryWorkflow: { queryId: 'legacy_query' } }] }),
        activation(123_456_789, 24, { jobs: [{ removeFromCache: {} }] }),
      ],
    ],
    ['tasks of a server that counts in milliseconds', [activation(123_000_000, 17), activation(123_000_000, 24)]],
  ])('%s', (_what, activations) => {
    expect(lived(...activations)).toBe(activations.length);
  });
});
