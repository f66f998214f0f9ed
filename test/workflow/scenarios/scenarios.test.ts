import { openVirtualShop } from '../../support/orders';
import { SCENARIOS } from '.';
import { runScenarios } from './runner';

runScenarios(SCENARIOS, () => openVirtualShop({ webhooks: true }));
