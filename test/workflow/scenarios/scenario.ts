import type { OrderRequest } from '../../../clients/orders';
import type { FaultRuleInput, WebhookRuleInput } from '../../../simulator/control';
import type { MutatingOperation, Statement } from '../../../simulator/ledger';
import type { Settings } from '../../../simulator/settings';
import type { OrderView } from '../../../workflows/contract/order';
import type { TroubleCode } from '../../../workflows/domain/order/rules/trouble';
import type { OTP_CARD } from '../../support/gateway';
import type { OrderUnderTest, Shop } from '../../support/orders';
import type { Page } from '../../support/pages';

/** An order on its way, and all that can be done to it. */
export interface Stage {
  readonly shop: Shop;
  readonly order: OrderUnderTest;
  /** The page that sent the buyer's browser back last. */
  callback?: Page;
}

/** Something that buyer, order system, operator, gateway or time does; or a look at the order on the way. */
export type Deed = (stage: Stage) => Promise<unknown>;

/** Minor units; what was authorised is their sum. */
interface Money {
  readonly held?: number;
  readonly captured?: number;
  readonly released?: number;
}

/** How it ends; what is left out is nothing, or zero. */
interface Ending {
  readonly state: OrderView['state'];
  readonly settledBy: OrderView['settledBy'];
  readonly money?: Money;
  /** What the gateway's own ledger says, where that differs from ours. */
  readonly gatewayMoney?: Money;
  /** Why it waits for a person; then it is not over. */
  readonly attention?: TroubleCode;
  /** It is watched or held further: what is asserted is how it stands. */
  readonly isOpen?: true;
  /** Calls that reached the gateway, whatever became of them. */
  readonly calls: Partial<Record<MutatingOperation, number>>;
  readonly violations?: readonly Statement['violations'][number]['rule'][];
  /** From placing to the end of the workflow. */
  readonly withinMs?: number;
}

/** One behaviour of the product. */
export interface Scenario {
  /** In plain words, as the title of its test. */
  readonly claim: string;
  readonly order?: Partial<OrderRequest>;
  /** To pay with; the one with an OTP if left out. */
  readonly card?: typeof OTP_CARD;
  /** How the gateway is set, and what goes wrong with its calls and webhooks for this order. */
  readonly gateway?: Partial<Settings>;
  readonly faults?: readonly FaultRuleInput[];
  readonly webhooks?: readonly WebhookRuleInput[];
  readonly happens: readonly Deed[];
  readonly ends: Ending;
  /** Also run against the real dev server: nothing in it needs days. */
  readonly isQuick?: true;
}
