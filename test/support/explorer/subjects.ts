import { REAL_CORE } from './order/core';
import { orderModel } from './order/model';
import { ORDER_SABOTAGES } from './order/sabotages';
import { ORDER_SUBJECTS } from './order/setups';
import { bounded } from './subject';
import type { Bound, Sabotage, Subject } from './subject';

/** What is explored up to one bound. */
export const subjectsOf = (bound: Bound): Subject[] => [
  ...bounded(ORDER_SUBJECTS, bound, (setup) => orderModel(setup, REAL_CORE)),
];

export const SABOTAGES: readonly Sabotage[] = [...ORDER_SABOTAGES];
