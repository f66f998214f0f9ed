import fc from 'fast-check';
import { REAL_CORE } from './order/core';
import { orderModel } from './order/model';
import { orderWalks } from './order/walks';
import type { Setup as OrderSetup } from './order/world';
import { walk } from './walk';

/** A walk at random, beyond every bound. */
interface Plan {
  readonly setup: OrderSetup;
  /** One number for each fork. */
  readonly choices: readonly number[];
}

export const plans = (maxForks: number): fc.Arbitrary<Plan> =>
  fc.record({
    setup: orderWalks,
    choices: fc.array(fc.nat({ max: 9_999 }), { maxLength: maxForks, size: 'max' }),
  });

export const walkBy = ({ setup, choices }: Plan): void => walk(orderModel(setup, REAL_CORE, false), choices);
