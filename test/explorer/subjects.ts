import { REAL_CORE as ORDER_CORE } from './order/core';
import { orderModel } from './order/model';
import { ORDER_SABOTAGES } from './order/sabotages';
import { ORDER_SUBJECTS } from './order/setups';
import { REAL_CORE as REFUNDS_CORE } from './refunds/core';
import { refundsModel } from './refunds/model';
import { REFUND_SABOTAGES } from './refunds/sabotages';
import { REFUND_SUBJECTS } from './refunds/setups';
import { bounded } from './subject';
import type { Bound, Sabotage, Subject } from './subject';

/** What is explored up to one bound. */
export const subjectsOf = (bound: Bound): Subject[] => [
  ...bounded(ORDER_SUBJECTS, bound, (setup) => orderModel(setup, ORDER_CORE)),
  ...bounded(REFUND_SUBJECTS, bound, (setup) => refundsModel(setup, REFUNDS_CORE)),
];

export const SABOTAGES: readonly Sabotage[] = [...ORDER_SABOTAGES, ...REFUND_SABOTAGES];
