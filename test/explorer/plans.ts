import fc from 'fast-check';
import { REAL_CORE as ORDER_CORE } from './order/core';
import { orderModel } from './order/model';
import { orderWalks } from './order/walks';
import type { Setup as OrderSetup } from './order/world';
import { REAL_CORE as REFUNDS_CORE } from './refunds/core';
import { refundsModel } from './refunds/model';
import { refundWalks } from './refunds/walks';
import type { Setup as RefundsSetup } from './refunds/world';
import { walk } from './walk';

/** A walk at random, beyond every bound. */
type Plan = (
  { readonly of: 'order'; readonly setup: OrderSetup } | { readonly of: 'refunds'; readonly setup: RefundsSetup }
) & {
  /** One number for each fork. */
  readonly choices: readonly number[];
};

/** One in five is a walk of refunds. */
export function plans(maxForks: number): fc.Arbitrary<Plan> {
  const choices = fc.array(fc.nat({ max: 9_999 }), { maxLength: maxForks, size: 'max' });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ of: fc.constant('order' as const), setup: orderWalks, choices }) },
    { weight: 1, arbitrary: fc.record({ of: fc.constant('refunds' as const), setup: refundWalks, choices }) },
  );
}

export const walkBy = (plan: Plan): void =>
  plan.of === 'order'
    ? walk(orderModel(plan.setup, ORDER_CORE, false), plan.choices)
    : walk(refundsModel(plan.setup, REFUNDS_CORE, false), plan.choices);
