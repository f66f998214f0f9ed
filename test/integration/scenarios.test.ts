import { openRealShop } from '../support/orders';
import { SCENARIOS } from '../workflow/scenarios';
import { runScenarios } from '../workflow/scenarios/runner';

/* The rows of the scenario table that need no days, once more against the real server. */

const QUICK = Object.fromEntries(
  Object.entries(SCENARIOS)
    .map(([path, rows]) => [path, rows.filter(({ isQuick }) => isQuick)] as const)
    .filter(([, rows]) => rows.length > 0),
);

runScenarios(QUICK, () => openRealShop({ webhooks: true }));
