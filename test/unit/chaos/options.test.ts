import { optionsOf } from '../../chaos/support/options';

describe('the size of a chaos run', () => {
  it.each<[string, Record<string, string>, object]>([
    ['nothing', {}, { orders: 60, minutes: 5, isFull: false }],
    ['its orders, it has twice the time they take', { CHAOS_ORDERS: '10000' }, { orders: 10_000, minutes: 67 }],
    ['few orders, it has five minutes', { CHAOS_ORDERS: '400' }, { orders: 400, minutes: 5 }],
    ['the minutes, they count', { CHAOS_ORDERS: '10000', CHAOS_MINUTES: '1' }, { orders: 10_000, minutes: 1 }],
    ['to be full, it has ten thousand orders', { CHAOS_FULL: 'true' }, { orders: 10_000, minutes: 67, isFull: true }],
    [
      'to be full, and its orders, these count',
      { CHAOS_FULL: 'true', CHAOS_ORDERS: '400' },
      { orders: 400, minutes: 5 },
    ],
  ])('told %s', (_what, env, options) => {
    expect(optionsOf(env)).toMatchObject(options);
  });
});
