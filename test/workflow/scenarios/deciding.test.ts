import { openVirtualShop } from '../../support/orders';
import { PARTS } from '.';
import { runScenarios } from './runner';

runScenarios(PARTS.deciding, () => openVirtualShop({ webhooks: true }));
